import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { StartError } from '../config/start-error.ts';

/** One thing that can be asked for at the terminal. Each is a thin door; what it does lives behind it. */
export interface Command {
  readonly name: string;
  readonly usage: string; // as it is typed
  readonly help: readonly string[]; // its lines
  readonly options: readonly string[];
  /** @throws {StartError} for an option that it does not know. */
  run(given: readonly string[]): Promise<void>;
}

type Values<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options }>
>['values'];

export function command<const Options extends ParseArgsOptionsConfig>(definition: {
  readonly name: string;
  readonly usage?: string;
  readonly help: readonly string[];
  readonly options: Options;
  /** Whether one word may follow that is no option: the path of a file. */
  readonly takesFile?: true;
  readonly run: (values: Values<Options>, file: string | undefined) => Promise<void>;
}): Command {
  const { name, options } = definition;
  return {
    name,
    usage: definition.usage ?? `npm run handoff -- ${name}`,
    help: definition.help,
    options: Object.keys(options),
    async run(given) {
      const { values, positionals } = read(given, options);
      const [file, extra] = definition.takesFile ? positionals : [undefined, ...positionals];
      if (extra !== undefined) throw refused(`“${extra}” says nothing to ${name}`);
      await definition.run(values, file);
    },
  };
}

function read<const Options extends ParseArgsOptionsConfig>(
  given: readonly string[],
  options: Options,
): Pick<
  ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>,
  'values' | 'positionals'
> {
  try {
    return parseArgs({ args: [...given], allowPositionals: true, options });
  } catch (error) {
    throw refused(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

export function refused(why: string): StartError {
  return new StartError(`${why}. See: npm run handoff -- help`);
}
