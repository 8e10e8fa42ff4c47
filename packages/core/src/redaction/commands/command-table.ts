/**
 * What an option of a command holds: a secret; a user and a password with something between them; cookies; or a
 * passphrase with the mark that it is one. `attached` is a secret only where it follows the letter without a space, and
 * `separate` only behind one, as the command has options of more letters.
 */
export type Meaning = 'secret' | 'attached' | 'separate' | 'pair' | 'cookie' | 'passphrase'

/** What is known of a command. */
export interface Command {
  /** The word after its name that gives its options their meaning, such as `login`. */
  readonly subcommand: string | undefined
  readonly options: ReadonlyMap<string, Meaning>
}

/** The commands, with the word that must follow if one must, and their options. */
type Row = readonly [commands: string, meaning: Meaning, options: string]

/**
 * An option of one letter is a credential only after a command that gives it that meaning: `-p` is a password of
 * `sshpass`, a port of `ssh`, and the parents of `mkdir`. Options with a telling name need no row.
 */
const ROWS: readonly Row[] = [
  // Requests
  ['curl', 'pair', '-u --user -U --proxy-user -E --cert'],
  ['curl', 'cookie', '-b --cookie'],
  ['http https xh hey', 'pair', '-a'],
  ['ab', 'pair', '-A -P'],
  ['ab', 'cookie', '-C'],
  ['lftp', 'pair', '-u'],
  ['ncftp ncftpget ncftpput', 'secret', '-p'],
  ['mosquitto_pub mosquitto_sub mosquitto_rr', 'secret', '-P'],
  ['swaks', 'secret', '-ap'],
  // Databases
  ['mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlslap mysqlbinlog mysqlpump', 'attached', '-p'],
  ['mariadb mariadb-dump mariadb-admin mariadb-import mariadb-check', 'attached', '-p'],
  ['redis-cli valkey-cli keydb-cli', 'separate', '-a'],
  ['mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop cqlsh', 'secret', '-p'],
  ['sqlcmd bcp osql isql', 'secret', '-P'],
  // Machines and directories
  ['sshpass psexec useradd usermod evil-winrm smbmap', 'secret', '-p'],
  ['ssh-keygen', 'secret', '-N -P'],
  ['ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldapcompare ldapmodrdn ldappasswd', 'secret', '-w'],
  ['ldappasswd', 'secret', '-a -s'],
  ['smbclient rpcclient smbget smbcacls smbtree winexe', 'pair', '-U --user'],
  ['ipmitool', 'secret', '-P'],
  ['snmpget snmpset snmpwalk snmpbulkwalk snmptrap', 'secret', '-A -X -c'],
  // Files
  ['openssl', 'passphrase', '-passin -passout -pass -password'],
  ['openssl', 'separate', '-k -K'],
  ['zip unzip', 'secret', '-P'],
  ['7z 7za 7zr 7zz rar unrar', 'attached', '-p -hp'],
  // Registries and clouds
  ['docker/login podman/login buildah/login nerdctl/login skopeo/login helm/login oras/login', 'secret', '-p'],
  ['az/login cf/login oc/login', 'secret', '-p'],
  ['az/secret', 'secret', '--value'],
  ['gh/secret', 'secret', '-b --body'],
  ['twine rabbitmqadmin', 'secret', '-p'],
  // These run behind others, and have no credentials in their options; some have elsewhere.
  ['ssh scp sftp rsync', 'secret', ''],
  ['htpasswd convertto-securestring', 'secret', ''],
]

const COMMANDS: ReadonlyMap<string, readonly Command[]> = toMap()

const EXTENSION = /\.(?:exe|cmd|bat|sh)$/

/** The name of a command without its path. */
export function commandName(word: string): string {
  return word
    .slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1)
    .toLowerCase()
    .replace(EXTENSION, '')
}

/** Longer words are no commands, however long their paths are. */
const MAX_WORD_LENGTH = 256

/** What is known of the command that a word names; undefined for any other word. */
export function commandsNamed(word: string): readonly Command[] | undefined {
  return word.length > MAX_WORD_LENGTH ? undefined : COMMANDS.get(commandName(word))
}

/** An option without its value, such as `-u` and `--user`. */
export interface OptionMeaning {
  readonly meaning: Meaning
  /** Where in the word the value begins; the length of the word if it is the next one. */
  readonly valueAt: number
}

/** Letters before the last one of `-sSu`: options without a value. */
const CLUSTER = /^-[A-Za-z#]{2,8}$/

/** What a word that begins with a dash says after these commands; undefined if it is no credential. */
export function meaningOf(commands: readonly Command[], word: string): OptionMeaning | undefined {
  for (const { options } of commands) {
    const whole = options.get(word)
    if (whole !== undefined && whole !== 'attached') return { meaning: whole, valueAt: word.length }
  }
  if (word.startsWith('--')) return undefined
  for (const { options } of commands) {
    for (const [option, meaning] of options) {
      const isLetter = option.length === 2 && (meaning === 'secret' || meaning === 'pair' || meaning === 'cookie')
      if ((isLetter || meaning === 'attached') && word.length > option.length && word.startsWith(option)) {
        return { meaning: meaning === 'attached' ? 'secret' : meaning, valueAt: option.length }
      }
      const canEndCluster = meaning === 'pair' || meaning === 'cookie'
      if (canEndCluster && CLUSTER.test(word) && word.endsWith(option.slice(1))) {
        return { meaning, valueAt: word.length }
      }
    }
  }
  return undefined
}

const PAIR = /^[^:%,]{0,64}[:%,][^\s]/
const DRIVE = /^[A-Za-z]:[\\/]/
const COOKIE = /^[^=\s]{1,64}=/
const PASSPHRASE = 'pass:'
const PROSE = /^(?:is|was|to|as|and|or|for|with|in|on|option|flag|argument)$/

/** Where in a value the secret begins; undefined if the value is none. */
export function secretIn(meaning: Meaning, value: string): number | undefined {
  switch (meaning) {
    case 'pair':
      return PAIR.test(value) && !DRIVE.test(value) ? 0 : undefined
    case 'cookie':
      return COOKIE.test(value) ? 0 : undefined
    case 'passphrase':
      return value.startsWith(PASSPHRASE) && value.length > PASSPHRASE.length ? PASSPHRASE.length : undefined
    default:
      return value === '' || PROSE.test(value) ? undefined : 0
  }
}

function toMap(): ReadonlyMap<string, readonly Command[]> {
  const commands = new Map<string, Map<string | undefined, Map<string, Meaning>>>()
  for (const [names, meaning, options] of ROWS) {
    for (const entry of names.split(' ')) {
      const [name = '', subcommand] = entry.split('/')
      const bySubcommand = commands.get(name) ?? new Map<string | undefined, Map<string, Meaning>>()
      commands.set(name, bySubcommand)
      const known = bySubcommand.get(subcommand) ?? new Map<string, Meaning>()
      bySubcommand.set(subcommand, known)
      for (const option of options.split(' ').filter(Boolean)) known.set(option, meaning)
    }
  }
  return new Map(
    [...commands].map(([name, all]) => [
      name,
      [...all].map(([subcommand, options]): Command => ({ subcommand, options })),
    ]),
  )
}
