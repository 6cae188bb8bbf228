/** Debian's Chromium for journeys; where there is none they are skipped, but never in CI. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Why the journeys cannot run here, if they cannot. */
export const noBrowser: string | undefined =
  existsSync(executablePath) || process.env['CI'] === 'true'
    ? undefined
    : `there is no Chromium at ${executablePath} (CHROMIUM_PATH)`;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  });
}
