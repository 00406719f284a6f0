import * as inspector from 'node:inspector';

/** Times are microseconds of the monotonic clock; lines and columns of a call frame count from 0, those of ticks from 1. */
export type V8Profile = inspector.Profiler.Profile;
export type V8CallFrame = inspector.Runtime.CallFrame;

/** `CpuProfilesCollection::kMaxSimultaneousProfiles`: V8 does not say that it left out one beyond. */
const MOST_PROFILES = 100;

/** A profile of this thread that goes on. */
export interface V8Recording {
  /** Ends it, before it returns. */
  stop(): V8Profile;
}

/**
 * The one inspector session of this thread. V8 feeds any number of named profiles from one sampler; they begin and end
 * independently, for a fraction of a millisecond each, while another runs. One that begins when none does holds the thread
 * until V8 has listed all functions: 15 ms in a small program, 30 with Express loaded, 50 with Vite and four web frameworks,
 * and half as much again the first time. To keep one running would save that, but it would sample all the time.
 */
class V8Profiler {
  #session: inspector.Session | undefined;
  #running = 0;
  #started = 0;
  #finished: { readonly title: string; readonly profile: V8Profile } | undefined;

  /** Whether V8 takes another profile. */
  get hasRoom(): boolean {
    return this.#running < MOST_PROFILES;
  }

  start(intervalSeconds: number): V8Recording {
    const session = (this.#session ??= this.#connect());
    // The sampler keeps the interval of the first profile until the last one ends.
    if (this.#running++ === 0) {
      session.post('Profiler.setSamplingInterval', { interval: Math.round(intervalSeconds * 1e6) });
    }
    const title = `callwise-${++this.#started}`;
    console_.profile(title);
    return { stop: () => this.#stop(title) };
  }

  #connect(): inspector.Session {
    const session = new inspector.Session();
    session.connect();
    session.post('Profiler.enable');
    session.on('Profiler.consoleProfileFinished', ({ params }) => {
      this.#finished = { title: params.title ?? '', profile: params.profile };
    });
    return session;
  }

  #stop(title: string): V8Profile {
    this.#running--;
    console_.profileEnd(title);
    const finished = this.#finished;
    this.#finished = undefined;
    if (finished?.title !== title) throw new Error('V8 did not hand over its profile');
    return finished.profile;
  }
}

/** V8's own console, which Node's types describe as empty. */
const console_ = inspector.console as unknown as {
  profile(title: string): void;
  profileEnd(title: string): void;
};

export const v8Profiler: V8Profiler = new V8Profiler();
