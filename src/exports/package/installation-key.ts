import { createPrivateKey, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

type Purpose = 'download links' | 'shares' | 'notification targets' | 'webhooks';

/** What this installation signs with: packages with the key itself, all else with secrets that follow from it. */
export interface InstallationKey {
  readonly key: KeyObject;
  /** 32 bytes. */
  readonly secretFor: (purpose: Purpose) => Buffer;
}

/** Made at the first start, readable by its owner alone. Whoever restores a backup brings it along, or makes a new one. */
export function installationKey(dataDir: string): InstallationKey {
  const path = join(dataDir, 'installation.key');
  const key = createPrivateKey(read(path) ?? make(path));
  const seed = key.export({ type: 'pkcs8', format: 'der' });
  return {
    key,
    secretFor: (purpose) => Buffer.from(hkdfSync('sha256', seed, '', purpose, 32)),
  };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all. */
function make(path: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, pem);
    fsyncSync(file);
    linkSync(draft, path);
  } finally {
    closeSync(file);
    rmSync(draft, { force: true });
  }
  return pem;
}
