import { archivingWork, tell } from '../../domain/runbook/effect.ts';
import { observed, type Transition } from '../../domain/runbook/runbook.ts';
import { ARCHIVERS } from './archivers.ts';
import { isComplete, learned } from './memory.ts';

/** Step 3 of 3: complete, wait for the archives, show the accessions, hand over to export. */
export const archivingCompletion: readonly Transition[] = [
  observed('ready to complete', {
    from: 'files archived',
    remember: learned('because'),
    do: [tell('ready to complete', 'ingest-operations')],
  }),
  {
    who: ARCHIVERS,
    from: 'files archived',
    on: 'complete archiving',
    to: 'completing',
    button: 'Complete the DSP submission',
    style: 'primary',
    possible: isComplete,
    do: [archivingWork('complete DSP submission')],
  },
  observed('not ready to complete', {
    from: 'completing',
    to: 'files archived',
    remember: learned(),
    do: [tell('not ready to complete', 'ingest-operations')],
  }),
  observed('completion asked', {
    from: 'completing',
    remember: learned('because'),
    do: [tell('completing')],
  }),
  observed('completion not reached', {
    from: 'completing',
    remember: learned('completeAskedAt'),
  }),
  observed('completion refused', {
    from: 'completing',
    to: 'files archived',
    remember: learned('completeAskedAt', 'standing'),
    do: [tell('completion refused', 'developers', 'ingest-operations')],
  }),
  observed('archived', {
    from: 'completing',
    to: 'archived',
    keep: 'progress',
    do: [archivingWork('read accessions'), tell('archived', 'submitter')],
  }),
  observed('archived alone', {
    from: 'completing',
    to: 'archived alone',
    keep: 'progress',
    do: [archivingWork('read accessions'), tell('archived', 'submitter')],
  }),
  observed('accessions seen', {
    from: ['archived', 'archived alone', 'export beginning'],
    remember: learned(),
    do: [tell('accessions')],
  }),
  observed('export begun', {
    from: 'archived',
    to: 'export beginning',
    keep: 'progress',
    do: [archivingWork('hand over to export')],
  }),
  observed('export taken over', {
    from: 'export beginning',
    to: 'handed over',
    do: [tell('export took over')],
  }),
  observed('export under way already', {
    from: 'export beginning',
    to: 'handed over',
    do: [tell('export under way already', 'submitter')],
  }),
  observed('export possible', {
    from: 'archived alone',
    to: 'handed over',
    do: [tell('export possible', 'submitter')],
  }),
];
