import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { ExportJob } from '../../domain/data-export/job.ts';
import { membersOf } from '../../domain/data-export/member.ts';
import { OutsideError } from '../../operations/ports.ts';
import { findMadeBefore, type MadeBefore } from '../../storage/exports/made-before.ts';
import { storeOf } from '../files.ts';
import { TOOLS } from '../version.ts';
import { contentKey } from './content-key.ts';
import { restoreMembers } from './restore.ts';
import type { RunNeeds, StepPorts } from './step.ts';
import { completeUnit, type Unit } from './unit.ts';

const reported = z.looseObject({ rowsOut: z.number().optional() });

/**
 * What was made of the same content in the same way, and is still kept, is not made again: it is brought here from the
 * earlier export. Answers what is left to be made.
 */
export async function reuseOutputs(
  needs: RunNeeds,
  job: ExportJob,
  units: readonly Unit[],
  folders: { readonly step: string; readonly made: string },
  { signal, keep }: StepPorts,
): Promise<readonly Unit[]> {
  const found: Found[] = [];
  for (const unit of units) {
    const before = await madeBefore(unit);
    if (before !== undefined) found.push({ unit, ...before });
  }
  for (const [output, some] of Map.groupBy(found, ({ path }) => path)) {
    const members = some.flatMap(({ unit, made }) =>
      membersOf(made).map(({ name }, at) => ({ name, path: draftOf(unit, at) })),
    );
    try {
      await restoreMembers(needs.store, { output, members, signal });
    } catch (error) {
      if (error instanceof OutsideError || signal.aborted) throw error;
      needs.log.warn('earlier output not reused', { output, error: String(error) });
    }
  }
  const reused = new Set<Unit>();
  for (const one of found) if (await brought(one)) reused.add(one.unit);
  return units.filter((unit) => !reused.has(unit));

  async function madeBefore(unit: Unit): Promise<(MadeBefore & { key: string }) | undefined> {
    const inputs = unit.map(({ file }) => file);
    const key = contentKey(job, inputs, TOOLS);
    if (key === undefined) return undefined;
    const wanted = { contentKey: key, partyId: job.party.id, now: needs.clock.now() };
    const before = await findMadeBefore(needs.db, wanted);
    if (before === undefined) return undefined;
    for (const file of inputs) {
      const facts = await storeOf(needs.areas, file).head(file.key);
      if (facts?.etag !== file.etag) return undefined; // what has changed is told of where it is fetched
    }
    return { ...before, key };
  }

  /** Only what is the very same, byte by byte. */
  async function brought({ unit, made, jobKey, key }: Found): Promise<boolean> {
    const { output, parts } = made;
    const [first] = unit;
    const members = membersOf(made);
    if (output === undefined) return false;
    for (const [at, { sha256 }] of members.entries())
      if ((await sumOf(draftOf(unit, at))) !== sha256) return false;
    await keep(async (trx) => {
      for (const [at, { name }] of membersOf({ ...first.made, output, parts }).entries())
        await rename(draftOf(unit, at), join(folders.made, name));
      const report = { ...reported.parse(made.report), reusedFrom: jobKey };
      await completeUnit(trx, unit, { ...output, rows: report.rowsOut, report, contentKey: key });
    });
    return true;
  }

  function draftOf([{ made }]: Unit, at: number): string {
    return join(folders.step, `reused-${made.id}-${at}`);
  }
}

type Found = MadeBefore & { readonly unit: Unit; readonly key: string };

/** Undefined where there is no such file. */
async function sumOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}
