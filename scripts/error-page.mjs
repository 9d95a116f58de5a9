const RETRY = {
  later: 'It is tried again by itself, with growing pauses.',
  'after-sign-in': 'It waits until the account works again, then goes on by itself.',
  'after-change': 'It waits until something changes: the item, the calendar or a setting.',
  never: 'It is not tried again as it is.',
}

/** The page of error codes, made from the table that the program itself prints from. */
export function errorPage(errors) {
  const sections = Object.entries(errors).map(
    ([code, { title, remedy, retry, status }]) =>
      `## \`${code}\`\n\n**${title}.** ${remedy}\n\n${RETRY[retry]} On the REST interface: ${status}.\n`,
  )
  return [
    '# Error codes\n',
    'Every failure that a person, a script or an agent can meet has one of these codes, with words on what was wrong\nand where beside it. Nothing is lost by any of them.\n',
    ...sections,
  ].join('\n')
}
