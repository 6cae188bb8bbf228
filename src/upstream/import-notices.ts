import type { ReadImportNotice } from '../operations/ports.ts';

/** What the import system announces in its channel, told apart by the first line. */
export interface Announcement {
  readonly kind: AnnouncementKind;
  readonly headline: string;
  readonly projectUuid?: string;
  readonly release?: number;
  readonly evidence: string; // the text, without markup
}
export type AnnouncementKind =
  | 'import completed'
  | 'snapshot started'
  | 'snapshot complete'
  | 'snapshot failed'
  | 'snapshot public'
  | 'validation ingress failed'
  | 'data file not found'
  | 'pre-validation passed'
  | 'post-validation passed'
  | 'post-validation problems'
  | 'pipeline state';

const MOST_READ = 8000;
const MOST_SHOWN = 2000;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const AREA = `gs://[a-z0-9._-]+/(?:[a-z0-9._-]+/)*(${UUID})/?`;
const NAME = 'hca_[a-z]+_([0-9a-f]{32})__[a-z0-9_]+';

/** First lines, whole: a sentence that merely mentions one is no announcement. */
const HEADLINES: readonly (readonly [AnnouncementKind, RegExp])[] = [
  ['import completed', /^HCA Completed Import$/],
  ['snapshot started', /^HCA Starting Snapshot$/],
  ['snapshot complete', /^HCA Snapshot Complete$/],
  ['snapshot failed', /^HCA Snapshot Failed$/],
  ['snapshot public', /^HCA Snapshot Public$/],
  ['validation ingress failed', /^Validation Ingress Failed$/],
  ['data file not found', /^found_data_file False$/],
  ['pre-validation passed', /^gs:\/\/\S+ has passed pre-validation\.$/],
  ['post-validation passed', /^HCA (?:[a-z]+ )?dataset \S+ has passed post-validation\.$/],
  [
    'post-validation problems',
    /^Problems identified in post-validation for HCA (?:[a-z]+ )?dataset \S+:$/,
  ],
  ['pipeline state', /^HCA Pipeline entered state [A-Z]+$/],
];

/** Lines that say which project an announcement is about: by staging area, data set name or path of an object. */
const NAMING = [
  new RegExp(`^Staging area: ${AREA}$`),
  new RegExp(`^(?:Target Dataset|Source Dataset|Dataset|Snapshot name): ${NAME}$`),
  new RegExp(
    `^name: (?:gs://)?(?:[a-z0-9._-]+/)+(${UUID})/(?:data|descriptors|links|metadata)/\\S+$`,
  ),
  new RegExp(`^${AREA} has passed pre-validation\\.$`),
  new RegExp(`^HCA (?:[a-z]+ )?dataset ${NAME} has passed post-validation\\.$`),
  new RegExp(`^Problems identified in post-validation for HCA (?:[a-z]+ )?dataset ${NAME}:$`),
];
const RELEASE = /^Snapshot name: hca_[a-z]+_[0-9a-f]{32}__\d{8}_dcp2_\d{8}_dcp(\d{1,3})$/;

/** An announcement of the import system, from a message's text as Slack sends it; undefined for all else. */
export function readAnnouncement(text: string): Announcement | undefined {
  const lines = withoutMarkup(text.slice(0, MOST_READ))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const [headline = ''] = lines;
  const kind = HEADLINES.find(([, pattern]) => pattern.test(headline))?.[0];
  if (kind === undefined) return undefined;
  const named = new Set(lines.flatMap(projectsIn));
  const [projectUuid] = named;
  const release = lines.map((line) => RELEASE.exec(line)?.[1]).find(Boolean);
  return {
    kind,
    headline: headline.slice(0, 300),
    evidence: lines.join('\n').slice(0, MOST_SHOWN),
    // Two projects in one announcement: it cannot be said which one is meant.
    ...(projectUuid === undefined || named.size > 1 ? {} : { projectUuid }),
    ...(release === undefined ? {} : { release: Number(release) }),
  };
}

/**
 * Those announcements that somebody has to decide on. Good news without a project speaks for none; a failure
 * without one is shown to everybody who waits.
 */
export const readImportNotice: ReadImportNotice = (text) => {
  const announcement = readAnnouncement(text);
  const kind = announcement && DECISIONS[announcement.kind];
  if (announcement === undefined || kind === undefined) return undefined;
  const { headline, evidence, projectUuid } = announcement;
  if (projectUuid !== undefined) return { kind, headline, evidence, projectUuid };
  return kind === 'problem' ? { kind, headline, evidence } : undefined;
};

const DECISIONS: Partial<Record<AnnouncementKind, 'imported' | 'snapshot made' | 'problem'>> = {
  'import completed': 'imported',
  'snapshot complete': 'snapshot made',
  'snapshot failed': 'problem',
  'validation ingress failed': 'problem',
  'data file not found': 'problem',
  'post-validation problems': 'problem',
};

function projectsIn(line: string): string[] {
  return NAMING.flatMap((pattern) => {
    const hex = pattern.exec(line)?.[1]?.replaceAll('-', '');
    return hex === undefined
      ? []
      : [hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')];
  });
}

/** `<https://…|View in Dagit>` becomes its words, `&amp;` its character; decoration around a line goes. */
function withoutMarkup(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(
      /<([^<>|\n]*)(?:\|([^<>\n]*))?>/g,
      (_, target: string, label?: string) => label || target,
    )
    .replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>' })[name] ?? '')
    .replace(/^[ \t]*\*([^*\n]+)\*[ \t]*$/gm, '$1');
}
