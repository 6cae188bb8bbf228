import { shellLine } from '../../domain/shell-word.ts';
import type { Limits } from '../executor.ts';
import { dataLimit, heapOption } from '../run/worker-start.ts';

const KILOBYTE = 1024;
const BLOCK = 512; // bytes: what `ulimit -f` counts in a POSIX shell

/** What the scheduler starts on some node: the worker, with its folder and the number of its job. Nothing secret. */
export function jobScript(its: {
  readonly node: string; // a path, there
  readonly program: string;
  readonly folder: string;
  readonly log: string;
  readonly jobVariable: string;
  readonly limits: Limits;
}): string {
  const { node, program, folder, log, jobVariable, limits } = its;
  return [
    '#!/bin/sh',
    'umask 077',
    `ulimit -f ${Math.ceil(limits.disk / BLOCK)} 2>/dev/null || :`,
    // Not every site lets its scheduler watch memory.
    `ulimit -d ${Math.ceil(dataLimit(limits) / KILOBYTE)} 2>/dev/null || :`,
    'export TZ=UTC LANG=C.UTF-8 NODE_ENV=production',
    `exec >>${shellLine([log])} 2>&1`,
    `exec ${shellLine([node, heapOption(limits), program, folder])} "$${jobVariable}"`,
    '',
  ].join('\n');
}
