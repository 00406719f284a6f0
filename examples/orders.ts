// What the examples profile: it works, and it waits.
import { setTimeout as sleep } from 'node:timers/promises';

export function sumOrders(count = 3_000_000): number {
  let sum = 0;
  for (let order = 0; order < count; order++) sum += Math.sqrt(order);
  return sum;
}

export function sortOrders(count = 200_000): number {
  const orders = Array.from({ length: count }, (_, order) => (order * 7919) % count);
  return orders.sort((a, b) => a - b)[0] ?? 0;
}

export async function fetchOrders(): Promise<number> {
  await sleep(100);
  return sumOrders();
}
