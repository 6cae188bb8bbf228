import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './bot-process.ts';

export interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A mistake that somebody could make, and what the checker has to say of it. */
export interface Planted {
  readonly name: string;
  readonly mistake: string;
  readonly finds: RegExp;
  readonly patches: readonly Patch[];
}

const advance = 'src/operations/advance.ts';
const record = 'src/operations/record.ts';
const posting = 'src/operations/delivery/posting.ts';
const cycles = 'src/storage/cycles/cycles.ts';

/** The program as it stands when the proof begins: whoever edits it meanwhile does not disturb the proof. */
export const asItIs = { name: 'as-it-is', patches: [] };

/** Effects are entered a moment after the commit: a kill in between loses them. */
const lostOutbox: Planted = {
  name: 'lost-outbox',
  mistake: 'effects are entered after the transaction, not in it',
  finds: /^lost: “.*” is due \d+ times, entered \d+ times/,
  patches: [
    {
      file: record,
      from: '    await enqueue(trx, {\n      key: effectKey(',
      to: '    afterwards.push({\n      key: effectKey(',
    },
    {
      file: record,
      from: '/** Journal and outbox of an accepted decision',
      to: 'const afterwards: Parameters<typeof enqueue>[1][] = [];\n\n/** Journal and outbox of an accepted decision',
    },
    {
      file: advance,
      from: 'import { record }',
      to: 'import { enterLate, record }',
    },
    {
      file: advance,
      from: '      if (advanced.ok && advanced.news) wake();',
      to: '      await enterLate(db);\n      if (advanced.ok && advanced.news) wake();',
    },
    {
      file: advance,
      from: '    });\n    if (advanced.ok && advanced.news) wake();',
      to: '    });\n    await enterLate(db);\n    if (advanced.ok && advanced.news) wake();',
    },
    {
      file: record,
      from: 'export const cardLane =',
      to: `export async function enterLate(db: Database): Promise<void> {
  const late = afterwards.splice(0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (const row of late) await enqueue(db, row);
}

export const cardLane =`,
    },
  ],
};

/** What was interrupted is sent again without looking whether it arrived. */
const blindResend: Planted = {
  name: 'blind-resend',
  mistake: 'an interrupted message is sent again without reading back',
  finds: /^doubled: .* was posted \d+ times/,
  patches: [
    {
      file: posting,
      from: '          ? await chat.find(key, place, row.firstSent)\n',
      to: '          ? undefined\n',
    },
  ],
};

/** Who was the first of two is lost on the way out of the store: the same person is taken for the second. */
const forgottenFirst: Planted = {
  name: 'forgotten-first',
  mistake: 'the store forgets who was the first of two to confirm',
  finds: /^alone: .* confirmed a clean-up/,
  patches: [
    {
      file: cycles,
      from: '    memory: readOwn<Memory>(row.memory),\n',
      to: `    memory: readOwn<Memory>(
      row.memory.replace(/("approval":{"event":"[^"]*","by":)"[^"]*"/, '$1""'),
    ),\n`,
    },
  ],
};

/** All that the checker has to find. */
export const PLANTED: readonly Planted[] = [lostOutbox, blindResend, forgottenFirst];

/** The files that a mistake is in, as they are with it. @throws {Error} when the program has changed so that it does not fit. */
export function patched({
  name,
  patches,
}: Pick<Planted, 'name' | 'patches'>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { file, from, to } of patches) {
    const text = texts.get(file) ?? readFileSync(join(REPOSITORY, file), 'utf8');
    if (text.split(from).length !== 2)
      throw new Error(
        `${name}: “${from.trim()}” is not once in ${file}; mend the fault that is planted there.`,
      );
    texts.set(
      file,
      text.replace(from, () => to),
    );
  }
  return texts;
}

/** A copy of the program, with the mistake in it if there is one. */
export function plant(
  planted: Pick<Planted, 'name' | 'patches'>,
  more: readonly string[] = [],
): string {
  const folder = join(REPOSITORY, '.data', 'planted', planted.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of ['src', 'migrations', 'package.json', ...more]) {
    cpSync(join(REPOSITORY, part), join(folder, part), { recursive: true });
  }
  for (const [file, text] of patched(planted)) writeFileSync(join(folder, file), text);
  return folder;
}
