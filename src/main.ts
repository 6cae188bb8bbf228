import { closest, distance } from 'fastest-levenshtein';
import { type Command, refused } from './command-line/command.ts';
import { COMMANDS, HELP } from './command-line/commands.ts';
import { complain, say } from './command-line/terminal.ts';
import { StartError } from './config/start-error.ts';

/** More letters than these apart is another word. */
const TYPING_SLIP = 2;

/** The command line: finds the command, and says in one sentence what stands in its way. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await run(argv);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    complain(error.message);
  }
}

async function run(argv: readonly string[]): Promise<void> {
  const named = COMMANDS.find(({ name }) => isNamed(name, argv));
  const given = argv.slice(named?.name.split(' ').length ?? 0);
  forbidOptionsOfOthers(named, given);
  if (given.includes('--help') || given.includes('-h')) return say(HELP);
  if (named !== undefined) return named.run(given);
  const [word = 'help', option] = given.filter((each) => each !== '--');
  if (word.startsWith('-')) throw refused(`Unknown option '${word}'`);
  if (word === 'help' && option === undefined) return say(HELP);
  if (word === 'help') throw refused(`“${option}” says nothing to help`);
  say(`There is no command “${argv.join(' ')}”.${suggestion(argv)}\n\n${HELP}`);
  process.exitCode = 1;
}

function isNamed(name: string, argv: readonly string[]): boolean {
  return name.split(' ').every((word, index) => argv[index] === word);
}

/** An option of another command is more likely misplaced than misspelt. */
function forbidOptionsOfOthers(named: Command | undefined, given: readonly string[]): void {
  for (const word of given) {
    const option = /^--([a-z-]+)/.exec(word)?.[1];
    if (option === undefined || named?.options.includes(option)) continue;
    const [owner] = COMMANDS.filter(({ options }) => options.includes(option));
    if (owner !== undefined) throw refused(`--${option} belongs to ${owner.name}`);
  }
}

function suggestion(argv: readonly string[]): string {
  const words = argv.filter((word) => !word.startsWith('-')).join(' ');
  const near = closest(words, [...COMMANDS.map(({ name }) => name), 'help']);
  return distance(words, near) <= TYPING_SLIP ? ` Did you mean “${near}”?` : '';
}
