// Failures as callers are told them: problem+json (RFC 9457) with Meridian's numbers.
import { STATUS_CODES } from 'node:http';

const titles = {
  'MER-1001': 'No function answers here',
  'MER-1002': 'The path exists, the method does not',
  'MER-1103': 'The request body is larger than the function accepts',
  'MER-1201': 'The handler threw an error',
  'MER-1203': 'The function ran past its timeout',
  'MER-1343': "What the platform hands over can't be read",
  'MER-1344': 'An invocation is of no kind that is known',
  'MER-1345': 'No function takes what the platform delivers',
};

/** A failure with its number, the status for a caller and a sentence. */
export class Problem extends Error {
  constructor(code, status, detail, fields = {}) {
    super(detail);
    Object.assign(this, { name: 'Problem', code, status, fields });
  }

  response(requestID) {
    const { code, status, message: detail } = this;
    const document = {
      type: `urn:meridian:error:${code}`, title: titles[code] ?? STATUS_CODES[status], status, detail, code,
      requestId: requestID,
    };
    return new Response(JSON.stringify(document), {
      status, headers: { ...this.fields, 'content-type': 'application/problem+json', 'x-request-id': requestID },
    });
  }

  /** A word and a sentence, as platforms want a failed delivery told. */
  get document() {
    return { errorMessage: this.message, errorType: this.code, stackTrace: [] };
  }
}

/** The problem that any failure of function `name` is. What was thrown goes to the log and not to the caller. */
export function problemOf(error, name, requestID) {
  if (error instanceof Problem) return error;
  console.error(`the function failed: ${error instanceof Error ? error.stack : `thrown: ${String(error)}`} `
    + `(function ${name}, request ${requestID})`);
  return new Problem('MER-1201', 500, `the function '${name}' failed`);
}
