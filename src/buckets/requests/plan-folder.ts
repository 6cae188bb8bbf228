import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The plan as files for somebody else’s deployment: all of it, in the place of the one before. */
export async function writePlan(folder: string, plan: ReadonlyMap<string, string>): Promise<void> {
  const draft = `${folder}.part`;
  await rm(draft, { recursive: true, force: true });
  for (const [path, text] of plan) {
    const file = join(draft, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
}
