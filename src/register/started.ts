// What callwise has loaded in place of register.ts. Forks inherit that, even with an environment of their own.
import './only-when-asked.ts';
import './register.ts';
