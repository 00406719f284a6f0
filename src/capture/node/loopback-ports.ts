import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The ports on which a process listens at 127.0.0.1 alone. */
export function loopbackPorts(pid: number): number[] {
  try {
    const descriptors = readdirSync(`/proc/${pid}/fd`).map((name) => linkOf(`/proc/${pid}/fd/${name}`));
    const rows = readFileSync(`/proc/${pid}/net/tcp`, 'latin1').split('\n').slice(1);
    return rows.flatMap((row) => {
      // Number, local address, remote address, state (0A: listening), six more, inode.
      const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
      const [address, port = ''] = local.split(':');
      const isOurs = state === '0A' && address === '0100007F' && descriptors.includes(`socket:[${inode}]`);
      return isOurs ? [Number.parseInt(port, 16)] : [];
    });
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
