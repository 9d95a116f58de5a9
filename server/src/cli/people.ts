import { LoginName, type PersonView } from '@chroniton/shared/contract/access'
import { CodedError } from '@chroniton/shared/contract/errors'
import { Role } from '@chroniton/shared/contract/permission'
import { InvalidArgumentError, type Command } from 'commander'
import { find } from './find.ts'
import { table } from './output.ts'
import { withHub, type CommandSession } from './session.ts'
import { when } from './times.ts'

const ROLES = Role.options.join(', ')

export function peopleCommands(program: Command): void {
  const people = program.command('people').description('who may sign in, and what they may do')

  people
    .command('list', { isDefault: true })
    .description('everybody')
    .action(
      withHub(async ({ calls, print }) => {
        print(await calls.access.people.query(), peopleTable)
      }),
    )

  people
    .command('add <name>')
    .description('add a person, and print the link with which they choose a password')
    .option('--role <role>', `what they may do: ${ROLES}`, role, 'viewer')
    .option('--no-link', 'no link: they sign in by OpenID Connect, under their e-mail address as name')
    .action(
      withHub(async (session, name: string, options: { role: Role; link: boolean }) => {
        const person = await session.calls.access.addPerson.mutate({ name: nameFrom(name), role: options.role })
        session.out.message(`added ${person.name}, ${person.role}`)
        if (options.link) await printLink(session, person)
        else session.print(person, (added) => peopleTable([added]))
      }),
    )

  people
    .command('link <person>')
    .description('print a link, good once and for a day, with which a person chooses a new password')
    .action(
      withHub(async (session, wanted: string) => {
        await printLink(session, await findPerson(session, wanted))
      }),
    )

  people
    .command('change <person>')
    .description('rename a person, or change what they may do')
    .option('--name <name>', 'their new name')
    .option('--role <role>', `what they may do: ${ROLES}`, role)
    .action(
      withHub(async (session, wanted: string, { name, role }: { name?: string; role?: Role }) => {
        if (name === undefined && role === undefined) throw new CodedError('invalid-input', 'give --name or --role')
        const { id } = await findPerson(session, wanted)
        const changes = {
          ...(name === undefined ? {} : { name: nameFrom(name) }),
          ...(role === undefined ? {} : { role }),
        }
        session.print(await session.calls.access.changePerson.mutate({ personId: id, changes }), (person) =>
          peopleTable([person]),
        )
      }),
    )

  people
    .command('sign-out <person>')
    .description('end every session of a person at once')
    .action(
      withHub(async (session, wanted: string) => {
        const { id, name } = await findPerson(session, wanted)
        await session.calls.access.endSessions.mutate(id)
        session.out.message(`signed ${name} out everywhere`)
      }),
    )

  people
    .command('remove <person>')
    .description('remove a person, and end their sessions at once; API keys stay')
    .action(
      withHub(async (session, wanted: string) => {
        const { id, name } = await findPerson(session, wanted)
        await session.calls.access.removePerson.mutate(id)
        session.out.message(`removed ${name}`)
      }),
    )
}

async function findPerson({ calls }: CommandSession, wanted: string): Promise<PersonView> {
  return find('person', wanted, await calls.access.people.query(), ({ name }) => name)
}

async function printLink({ calls, hubUrl, print, out }: CommandSession, person: PersonView): Promise<void> {
  const { path, expiresAt } = await calls.access.passwordLink.mutate(person.id)
  // The person may sit elsewhere, where the hub has another address.
  const reached = process.env['PUBLIC_URL']?.trim() || hubUrl
  const link = { ...person, link: reached.replace(/\/+$/, '') + path, expiresAt }
  print(link, () => link.link)
  out.message(`good once, until ${when(expiresAt)}: whoever opens it chooses the password of ${person.name}`)
}

function peopleTable(people: PersonView[]): string {
  return table(people, [
    ['id', ({ id }) => id],
    ['name', ({ name }) => name],
    ['role', ({ role }) => role],
    ['signs in by', waysOf],
    ['last sign-in', ({ lastSignInAt }) => when(lastSignInAt)],
    ['sessions', ({ sessions }) => sessions],
  ])
}

function waysOf({ hasPassword, hasOpenIdConnect }: PersonView): string {
  const ways = [...(hasPassword ? ['password'] : []), ...(hasOpenIdConnect ? ['OpenID Connect'] : [])]
  return ways.join(', ') || '-'
}

function role(text: string): Role {
  const parsed = Role.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError(`expected one of ${ROLES}`)
  return parsed.data
}

function nameFrom(text: string): string {
  const parsed = LoginName.safeParse(text)
  if (!parsed.success) throw new CodedError('invalid-input', 'a name has from 1 to 200 characters')
  return parsed.data
}
