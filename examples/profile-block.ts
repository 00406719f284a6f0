// A block and a function that print their profiles on standard error when they end. (`using` needs Node.js 24.)
import { profile } from 'callwise';
import { fetchOrders, sortOrders, sumOrders } from './orders.ts';

const profiledFetch = profile(fetchOrders);
await profiledFetch();

{
  using _ = profile();
  sumOrders();
  sortOrders();
}
console.log('done');
