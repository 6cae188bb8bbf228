// The one plain JavaScript file: it can say what is wrong on a Node that cannot read the others.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Handoff needs Node 24 or newer; this is ${process.version}. Start it with npm (npm start, npm run sandbox): ` +
      'on Linux and Windows npm ci brings the right Node along. On macOS install Node 24 first.\n',
  );
  process.exit(1);
}
const { main } = await import('./main.ts');
await main(process.argv.slice(2));
