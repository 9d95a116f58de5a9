const WIDTH = 100

/** The page of one program's commands: its own help, command by command. */
export function cliPage(title, introduction, program) {
  return `# ${title}\n\n${introduction}\n\n${sectionsOf(program, '').join('\n')}`
}

function sectionsOf(command, parent) {
  const name = `${parent}${command.name()}`
  command.configureHelp({ helpWidth: WIDTH })
  const help = command
    .helpInformation()
    .trimEnd()
    .replaceAll(/[ \t]+$/gm, '')
  const own = `## \`${name}\`\n\n\`\`\`text\n${help}\n\`\`\`\n`
  return [own, ...command.commands.flatMap((child) => sectionsOf(child, `${name} `))]
}
