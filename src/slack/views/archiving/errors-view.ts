import type { Cycle } from '../../../domain/cycle/cycle.ts';
import type { ArchiveErrors } from '../../../operations/operations.ts';
import { context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { bold, count, cut, escaped } from '../text.ts';
import { pageOf } from './pages.ts';
import { faultLine, inWords } from './standing-words.ts';

const ENTITIES_A_PAGE = 12;

export function noSubmissionView({ dataset }: Cycle): Rendered {
  return paragraph(
    `${bold(dataset.shortName)} has no DSP submission yet, so there is nothing that could have errors.`,
  );
}

/** What DSP has against a submission: blockers in numbers, then entity by entity, grouped by type. */
export function errorsView(cycle: Cycle, found: ArchiveErrors, wanted: number): Rendered {
  const { errors, pending, blockers } = found;
  const name = bold(cycle.dataset.shortName);
  const entities = errors.flatMap(({ type, entities: of }) => of.map((one) => ({ type, ...one })));
  const { shown, says, buttons } = pageOf(cycle, 'errors', entities, wanted, ENTITIES_A_PAGE);
  const groups = [...Map.groupBy(shown, ({ type }) => type)].map(([type, of]) => {
    const all = entities.filter((one) => one.type === type).length;
    const head = `*${escaped(type === '' ? 'The submission itself' : inWords(type))}* (${all})`;
    return [head, ...of.map((one) => faultLine({ ...one, says: one.says.join('; ') }))].join('\n');
  });
  const head =
    entities.length === 0
      ? `✓ DSP shows no validation errors of ${name}.`
      : `DSP shows ${count(entities.length, 'entity with errors', 'entities with errors')} of ${name}:`;
  const blocked = blockerWords(blockers);
  const remarks = [says, ...afterwards(entities.length, pending.length)].filter(Boolean);
  return {
    text: cut([head, ...groups, blocked].join('\n'), 3000),
    blocks: [
      section(head),
      ...inSections(groups),
      section(blocked),
      ...row(buttons),
      ...(remarks.length === 0 ? [] : [context(...remarks)]),
    ],
  };
}

/** What is not known yet, and comes by itself. */
function afterwards(faulty: number, pending: number): readonly string[] {
  return [
    faulty > 0 ? 'the archiver tells one error of each entity: mended, it may have another' : '',
    pending > 0 ? `${pending} still being looked at by the archives; nothing to do for these` : '',
  ];
}

/** Blockers, told apart as DSP does. */
function blockerWords({
  filesNotReady,
  metadata,
  empty,
  validating,
  byType,
}: ArchiveErrors['blockers']): string {
  const types = byType.map(({ name, count: n }) => `${escaped(name)}: ${n}`);
  const words = [
    filesNotReady > 0 && `${count(filesNotReady, 'file')} not ready`,
    metadata > 0 &&
      `${count(metadata, 'metadata blocker')}${types.length === 0 ? '' : ` (${types.join(', ')})`}`,
    empty && 'the submission is empty',
    validating && 'validation is under way',
  ].filter((part) => part !== false);
  return words.length === 0 ? '✓ DSP has no blockers.' : `Blockers: ${words.join(', ')}.`;
}
