import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

// Loaded before the reader: a folder with a pipe called `dead` is a mount whose server has gone. Whoever lists it waits
// in the kernel for the other end of the pipe, as they would for the server.
const { readdirSync } = fs;
Object.assign(fs, {
  readdirSync: (...given: Parameters<typeof readdirSync>) => {
    const pipe = join(String(given[0]), 'dead');
    if (fs.existsSync(pipe)) fs.readFileSync(pipe);
    return Reflect.apply(readdirSync, fs, given);
  },
});
syncBuiltinESMExports();
