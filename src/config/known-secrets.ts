import type { Secrets } from './config.ts';
import type { SecretSource } from './secret-source.ts';
import { targetKeysIn } from './target-keys.ts';
import { databasePasswordsIn } from './tracker/databases.ts';

/** A token lives an hour: older ones are of no use to anybody. */
const RENEWALS_KEPT = 48;

/** Every secret value that is in use, as the log must know them; grows with each renewed token. */
export class KnownSecrets implements Iterable<string> {
  readonly #fixed: ReadonlySet<string>;
  readonly #renewed = new Set<string>();

  constructor(fixed: readonly string[]) {
    this.#fixed = new Set(fixed);
  }

  learn(value: string): void {
    this.#renewed.delete(value);
    this.#renewed.add(value);
    for (const oldest of this.#renewed) {
      if (this.#renewed.size <= RENEWALS_KEPT) break;
      this.#renewed.delete(oldest);
    }
  }

  *[Symbol.iterator](): Iterator<string> {
    yield* this.#fixed;
    yield* this.#renewed;
  }
}

/** The same secrets, each known before anybody can use it: a renewed token as soon as it is asked for. */
export function watchedSecrets(secrets: Secrets): {
  readonly secrets: Secrets;
  readonly known: KnownSecrets;
} {
  const { ingestToken, archiverKey, aap, ...others } = secrets;
  const { bucketsTargetKeys = '', trackerDatabasePasswords = '', ...fixed } = others;
  const targets = [...targetKeysIn(bucketsTargetKeys).values()].map(({ secretKey }) => secretKey);
  const passwords = databasePasswordsIn(trackerDatabasePasswords).values();
  const keys = privateKeysIn(fixed.googleCredentials ?? '');
  const known = new KnownSecrets([...Object.values(fixed), ...targets, ...passwords, ...keys]);
  const learnt = (): string => {
    const token = ingestToken();
    known.learn(token);
    return token;
  };
  const watched = (source: SecretSource): SecretSource => ({
    async read() {
      const value = await source.read();
      known.learn(value);
      return value;
    },
    forget: () => source.forget(),
  });
  return {
    secrets: {
      ...secrets,
      ingestToken: learnt,
      ...(archiverKey && { archiverKey: watched(archiverKey) }),
      ...(aap && { aap: { username: watched(aap.username), password: watched(aap.password) } }),
    },
    known,
  };
}

/** In the key of a service account: as it is, and as it stands in JSON. */
function privateKeysIn(text: string): readonly string[] {
  const [, written] = /"private_key"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return written === undefined ? [] : [written, written.replaceAll('\\n', '\n')];
}
