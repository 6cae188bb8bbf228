import type { ServiceAnswer } from '../http-service.ts';
import type { Bucket } from './buckets.ts';
import { versionOf } from './stored-object.ts';
import { xml, xmlError } from './xml.ts';

const mostKeys = 1000;

interface Target {
  readonly key: string;
  readonly version: string | undefined;
}

/**
 * Removes an object. With a version it goes only while it is that very writing; like S3, nobody hears a
 * complaint about what is not there.
 */
export function removeObject(bucket: Bucket, { key, version }: Target): void {
  const object = bucket.find(key);
  if (object && (version === undefined || version === versionOf(object))) bucket.remove(key);
}

/** DeleteObjects: up to a thousand keys in one request. */
export function removeObjects(bucket: Bucket, body: string): ServiceAnswer {
  const targets = targetsOf(body);
  if (targets === undefined || targets.length > mostKeys) {
    return xmlError(400, 'MalformedXML', 'The XML you provided was not well-formed.');
  }
  for (const target of targets) removeObject(bucket, target);
  const quiet = /<Quiet>\s*true\s*<\/Quiet>/.test(body);
  const deleted = targets.map(({ key, version }) => ({ Key: key, VersionId: version }));
  return xml(200, 'DeleteResult', { Deleted: quiet ? [] : deleted });
}

function targetsOf(body: string): readonly Target[] | undefined {
  const objects = [...body.matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, inner = '']) => ({
    key: textIn(inner, 'Key'),
    version: textIn(inner, 'VersionId'),
  }));
  const named = objects.flatMap(({ key, version }) =>
    key === undefined ? [] : [{ key, version }],
  );
  return named.length === 0 || named.length < objects.length ? undefined : named;
}

function textIn(xmlText: string, tag: string): string | undefined {
  const found = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(xmlText)?.[1];
  return found
    ?.replace(/&#x([0-9a-f]+);/gi, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    )
    .replace(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
