// Queuing strategies and queues with sizes (Streams §7, §8.1).
(function (native, use) {
  "use strict";
  const { requireArguments, toDictionary, defineInterface } = use("webidl.js");

  function highWaterMarkOf(init, what) {
    requireArguments(init.length, 1, `the constructor of ${what}`);
    const { highWaterMark } = toDictionary(init[0]);
    if (highWaterMark === undefined) throw new TypeError("the member 'highWaterMark' is missing");
    return +highWaterMark;
  }

  const countSize = { size() { return 1; } }.size;
  const byteLengthSize = { size(chunk) { return chunk.byteLength; } }.size;

  class CountQueuingStrategy {
    #highWaterMark;
    constructor(init) { this.#highWaterMark = highWaterMarkOf(arguments, "CountQueuingStrategy"); }
    get highWaterMark() { return this.#highWaterMark; }
    get size() { this.#highWaterMark; return countSize; }
  }
  defineInterface(CountQueuingStrategy);

  class ByteLengthQueuingStrategy {
    #highWaterMark;
    constructor(init) { this.#highWaterMark = highWaterMarkOf(arguments, "ByteLengthQueuingStrategy"); }
    get highWaterMark() { return this.#highWaterMark; }
    get size() { this.#highWaterMark; return byteLengthSize; }
  }
  defineInterface(ByteLengthQueuingStrategy);

  /** The dictionary QueuingStrategy. */
  function convertStrategy(value) {
    const strategy = toDictionary(value, "the strategy");
    const result = {};
    const { highWaterMark } = strategy;
    if (highWaterMark !== undefined) result.highWaterMark = +highWaterMark;
    const { size } = strategy;
    if (size !== undefined) {
      if (typeof size !== "function") throw new TypeError("the member 'size' is not a function");
      result.size = size;
    }
    return result;
  }

  function extractHighWaterMark(strategy, standard) {
    const { highWaterMark } = strategy;
    if (highWaterMark === undefined) return standard;
    if (Number.isNaN(highWaterMark) || highWaterMark < 0) {
      throw new RangeError("the high-water mark is not a number from 0 up");
    }
    return highWaterMark;
  }

  function extractSizeAlgorithm(strategy) {
    const { size } = strategy;
    return size === undefined ? () => 1 : (chunk) => Reflect.apply(size, undefined, [chunk]);
  }

  /** A first-in first-out list whose front is cheap to take. */
  class Queue {
    #items = [];
    #front = 0;
    get length() { return this.#items.length - this.#front; }
    push(item) { this.#items.push(item); }
    peek() { return this.#items[this.#front]; }
    shift() {
      const item = this.#items[this.#front];
      this.#items[this.#front++] = undefined;
      if (this.#front > 32 && this.#front * 2 > this.#items.length) {
        this.#items = this.#items.slice(this.#front);
        this.#front = 0;
      }
      return item;
    }
    clear() {
      this.#items = [];
      this.#front = 0;
    }
    forEach(callback) {
      for (let index = this.#front; index < this.#items.length; index++) callback(this.#items[index]);
    }
  }

  // `container` has a queue and its total size.
  function enqueueValueWithSize(container, value, size) {
    size = +size;
    if (!(size >= 0) || size === Infinity) throw new RangeError("the size of a chunk is not a finite number from 0 up");
    container.queue.push({ value, size });
    container.queueTotalSize += size;
  }

  function dequeueValue(container) {
    const { value, size } = container.queue.shift();
    container.queueTotalSize = Math.max(0, container.queueTotalSize - size);
    return value;
  }

  function resetQueue(container) {
    if (container.queue === undefined) container.queue = new Queue();
    else container.queue.clear();
    container.queueTotalSize = 0;
  }

  return {
    CountQueuingStrategy, ByteLengthQueuingStrategy, convertStrategy, extractHighWaterMark, extractSizeAlgorithm,
    Queue, enqueueValueWithSize, dequeueValue, resetQueue,
  };
});
