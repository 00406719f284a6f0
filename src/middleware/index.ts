// A web server in, reports of single requests out; frameworks are known by the shape of what they hand over.
export { fastifyProfiler } from './fastify.ts';
export { honoProfiler } from './hono.ts';
export { koaProfiler } from './koa.ts';
export { expressProfiler, profiledHandler } from './node-http.ts';
export type { MiddlewareOptions, MiddlewareRenderer, RequestFacts } from './request-guard.ts';
