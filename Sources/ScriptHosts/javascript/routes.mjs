// Which function answers a path: literals before parameters, parameters before what takes the rest.

const segmentsOf = (path) => path.slice(1).split('/');

/** 0 for a literal, 1 for a parameter, 2 for the rest: `{path*}` and `*`. */
const rank = (segment) => segment === '*' || segment.endsWith('*}') ? 2 : segment.startsWith('{') ? 1 : 0;

function matches(pattern, parts) {
  for (let index = 0; index < pattern.length; index++) {
    switch (rank(pattern[index])) {
      case 2: return pattern[index] === '*' || parts.slice(index).join('/') !== '';
      case 1: if (!parts[index]) return false; break;
      default: if (parts[index] !== pattern[index]) return false;
    }
  }
  return pattern.length === parts.length;
}

function compare(one, other) {
  for (let index = 0; index < Math.min(one.length, other.length); index++) {
    const order = rank(one[index]) - rank(other[index]);
    if (order !== 0) return order;
  }
  return other.length - one.length;
}

export class Router {
  #routes = [];

  /** @param methods those that are answered; none stands for all */
  add(path, methods, target) {
    this.#routes.push({ pattern: segmentsOf(path), methods, target });
    this.#routes.sort((one, other) => compare(one.pattern, other.pattern));
  }

  /** @returns `{ target }`, or `{ allowed }` with the methods that the path takes, or nothing */
  match(method, path) {
    const parts = segmentsOf(path);
    let best;
    const allowed = new Set();
    for (const { pattern, methods, target } of this.#routes) {
      if (!matches(pattern, parts)) continue;
      // What fits less well is not looked at for the method either.
      if (best !== undefined && compare(best, pattern) !== 0) break;
      best = pattern;
      if (methods.length === 0 || methods.includes(method) || (method === 'HEAD' && methods.includes('GET'))) {
        return { target };
      }
      for (const name of methods) allowed.add(name);
    }
    if (best === undefined) return undefined;
    if (allowed.has('GET')) allowed.add('HEAD');
    return { allowed: [...allowed] };
  }
}
