/** The page of the hub's settings, made from the table the hub itself reads. */
export function settingsPage(variables) {
  const rows = Object.entries(variables).map(
    ([name, { description, standard, allowed }]) =>
      `| \`${name}\` | ${description} | ${standard === '' ? '(empty)' : `\`${standard}\``} | ${allowed} |`,
  )
  return `# The hub's settings

Environment variables; \`.env.example\` holds them all with their defaults. An unknown value of a known variable stops the
start with a message that names the variable, the value and what is allowed.

| variable | what it does | default | allowed |
| --- | --- | --- | --- |
${rows.join('\n')}

How calendars flow (destination, layout, conflict strategy, deletion guard) is not set here but decided at run time, in
the admin or with \`chroniton settings\`, because it belongs to the hub's log like every other decision.
`
}

export function envExample(variables) {
  return Object.entries(variables)
    .map(
      ([name, { description, standard, allowed }]) => `# ${description}\n# Allowed: ${allowed}.\n${name}=${standard}\n`,
    )
    .join('\n')
}
