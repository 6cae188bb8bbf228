import { archivingWork, tell } from '../../domain/runbook/effect.ts';
import { observed, type Transition } from '../../domain/runbook/runbook.ts';
import { ARCHIVERS } from './archivers.ts';
import { dspForgotten, earlierTaken, hasEarlier, isLate, learned } from './memory.ts';

/** Where the archiver is asked, or looked at. */
const ASKING_THE_ARCHIVER = [
  'metadata on its way',
  'DSP submission being removed',
  'metadata in DSP',
  'files on their way to ENA',
  'files archived',
  'completing',
] as const;

/** Step 1 of 3: a DSP submission is made of the metadata, taken over, or removed. */
export const archivingMetadata: readonly Transition[] = [
  {
    who: ARCHIVERS,
    from: 'archiving',
    on: 'archive metadata',
    to: 'metadata on its way',
    button: 'Archive metadata to DSP',
    style: 'primary',
    remember: learned('because'),
    do: [archivingWork('create DSP submission')],
  },
  {
    who: ARCHIVERS,
    from: 'archiving',
    on: 'use earlier DSP submission',
    to: 'metadata in DSP',
    button: 'Use the earlier DSP submission',
    possible: hasEarlier,
    remember: earlierTaken,
    do: [archivingWork('plan file jobs'), tell('metadata in DSP', 'ingest-operations')],
  },
  {
    who: ['developers', 'ingest-operations'],
    from: 'metadata on its way',
    on: 'ask archiver again',
    to: 'metadata on its way',
    button: 'Ask the archiver again',
    possible: isLate,
    approval: { people: 2 },
    remember: learned('askedAt'),
    do: [archivingWork('create DSP submission')],
  },
  observed('archiver asked', { from: 'metadata on its way', remember: learned() }),
  observed('archiver not reached', {
    from: 'metadata on its way',
    remember: learned('askedAt'),
  }),
  observed('archiver refused', {
    from: 'metadata on its way',
    to: 'archiving',
    remember: learned('askedAt'),
    do: [tell('metadata refused', 'ingest-operations', 'developers')],
  }),
  observed('earlier DSP submission seen', {
    from: 'metadata on its way',
    to: 'archiving',
    remember: learned('askedAt'),
    do: [tell('earlier DSP submission', 'ingest-operations')],
  }),
  observed('metadata not archived', {
    from: 'metadata on its way',
    to: 'archiving',
    remember: learned('askedAt'),
    do: [tell('metadata not archived', 'developers', 'ingest-operations')],
  }),
  observed('DSP submission made', {
    from: 'metadata on its way',
    to: 'metadata in DSP',
    remember: learned('earlier', 'standing', 'because'),
    do: [archivingWork('plan file jobs'), tell('metadata in DSP', 'ingest-operations')],
  }),
  observed('archiver locked', {
    from: ASKING_THE_ARCHIVER,
    remember: learned(),
    do: [tell('archiver locked', 'ingest-operations')],
  }),
  observed('archiver open', { from: 'any open state', remember: learned('locked') }),
  observed('DSP seen', { from: ['metadata in DSP', 'files archived'], remember: learned() }),
  observed('metadata errors seen', {
    from: ['metadata in DSP', 'files archived'],
    remember: learned(),
    do: [tell('metadata errors', 'developers')], // “Please contact a dev if there is any problem with the metadata”
  }),
  {
    who: ['developers', 'ingest-operations'],
    from: ['metadata in DSP', 'files failed', 'files archived'],
    on: 'remove DSP submission',
    to: 'DSP submission being removed',
    button: 'Remove the DSP submission',
    style: 'danger',
    approval: { people: 2 },
    do: [archivingWork('remove DSP submission')],
  },
  observed('DSP submission removed', {
    from: 'DSP submission being removed',
    to: 'archiving',
    remember: dspForgotten,
    do: [tell('DSP submission removed', 'ingest-operations')],
  }),
];
