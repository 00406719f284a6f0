// JavaScript, because it has to run on the versions that it refuses.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `callwise needs Node.js 22.18 or later here and found ${process.version} (${process.execPath}).\n` +
      'The right one comes with the devDependency "node"; its install script has not run.\n' +
      'Fix: npm ci --ignore-scripts=false',
  );
  process.exit(1);
}
