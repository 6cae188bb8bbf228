import type { MoverConfig } from './buckets.ts';

export interface TargetKeys {
  readonly accessKey: string;
  readonly secretKey: string;
}

const LINE = /^(\S+)\s+(\S+)\s+(\S+)$/;

/** Keys by bucket, from lines such as `lung-target AKIA… wJal…`. What is no such line is left out. */
export function targetKeysIn(text: string): ReadonlyMap<string, TargetKeys> {
  return new Map(
    linesOf(text).flatMap((line) => {
      const [, bucket, accessKey, secretKey] = LINE.exec(line) ?? [];
      return bucket === undefined || accessKey === undefined || secretKey === undefined
        ? []
        : [[bucket, { accessKey, secretKey }] as const];
    }),
  );
}

/** One sentence for each thing that is wrong with them; none of them shows a key. */
export function againstTargetKeys(
  text: string,
  mover: Pick<MoverConfig, 'elsewhere'> | undefined,
): readonly string[] {
  const NAME = 'BUCKETS_TARGET_KEYS';
  const bad = linesOf(text).flatMap((line, index) =>
    LINE.test(line)
      ? []
      : [`${NAME}: line ${index + 1} is not a bucket, an access key and its secret.`],
  );
  const keys = targetKeysIn(text);
  const missing = (mover?.elsewhere ?? []).flatMap(({ bucket }) =>
    keys.has(bucket) ? [] : [`${NAME}: there is no line for ${bucket}.`],
  );
  return [...bad, ...missing];
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
