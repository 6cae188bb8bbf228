import { paragraph, type Rendered } from '../blocks.ts';
import { escaped } from '../text.ts';

/** What can follow the command, with what it does; in the order in which people read it. */
const SUBCOMMANDS = {
  request: { usage: 'request', does: 'asks for a bucket: push, pull, or somewhere else' },
  list: { usage: 'list', does: 'every dataset that leaves, and what is being asked for' },
  show: { usage: 'show <name>', does: 'how one is used, and who can do what there' },
  'add-user': { usage: 'add-user <name> <user>', does: 'somebody more puts data there; reviewed' },
  'remove-user': { usage: 'remove-user <name> <user>', does: 'takes it from somebody, at once' },
  'rotate-arn': {
    usage: 'rotate-arn <name> [old] <new>',
    does: 'another role reads instead of one; reviewed',
  },
  change: {
    usage: 'change <name>',
    does: 'its target, who may fetch, what is kept: a dialog with what holds now; reviewed',
  },
  renew: {
    usage: 'renew <name> <until> [reference]',
    does: 'its paperwork holds until another day; reviewed',
  },
  review: {
    usage: 'review <name>',
    does: 'what somebody changed in the folder by hand is reviewed; until then it does not hold',
  },
  'hand-over': {
    usage: 'hand-over <name> <@person>',
    does: 'whose it is from now on; data engineering’s',
  },
  remove: {
    usage: 'remove <name>',
    does: 'ends a dataset; two people confirm, nothing is deleted',
  },
  transfers: {
    usage: 'transfers [name]',
    does: 'what went to its target, what waits, what is held',
  },
  release: { usage: 'release <name>', does: 'what is held is tried again; data engineering’s' },
  help: { usage: 'help', does: 'this text' },
} as const;

export type BucketSubcommand = keyof typeof SUBCOMMANDS;

const isSubcommand = (word: string): word is BucketSubcommand => Object.hasOwn(SUBCOMMANDS, word);
export const BUCKET_SUBCOMMANDS = Object.keys(SUBCOMMANDS).filter(isSubcommand);

/** The command about buckets; for the manifest, too. */
export const BUCKET = {
  command: '/bucket',
  description: 'Push and pull buckets for data that leaves',
  usage: BUCKET_SUBCOMMANDS.map((name) => SUBCOMMANDS[name].usage).join(' | '),
} as const;

export function bucketHelpView(): Rendered {
  const lines = BUCKET_SUBCOMMANDS.map(
    (name) =>
      `\`${BUCKET.command} ${escaped(SUBCOMMANDS[name].usage)}\` – ${SUBCOMMANDS[name].does}`,
  );
  return paragraph(
    [
      `*${BUCKET.description}*`,
      'A *push* dataset: what you put into the hub goes on to a bucket of another account. A *pull* dataset: a bucket here, whose contents certain roles of another account may fetch.',
      ...lines,
    ].join('\n'),
  );
}

/** How one of them is typed, where something is missing. */
export function bucketUsage(name: BucketSubcommand): Rendered {
  return paragraph(`Type it as \`${BUCKET.command} ${escaped(SUBCOMMANDS[name].usage)}\`.`);
}
