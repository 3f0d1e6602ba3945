// Serves the functions of this package where the engine does not: finds out from the environment what asks for them.
//
// Node.js 20 or newer. `bootstrap` beside the package's script starts it; on AWS Lambda the runtime for
// Node.js calls `handler` of `meridian.mjs`.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Service } from './service.mjs';

/** What tells a platform: the presence of any of its variables. */
const signs = [
  ['azure', ['FUNCTIONS_CUSTOMHANDLER_PORT']],
  ['fc', ['FC_SERVER_PORT', 'FC_CUSTOM_LISTEN_PORT', 'FC_FUNCTION_NAME', 'FC_FUNC_CODE_PATH']],
  ['knative', ['K_SERVICE']],
  ['openwhisk', ['__OW_API_HOST', '__OW_ACTION_NAME', '__OW_EXECUTION_ENV']],
];

function chosenHost(environment) {
  const hosts = ['app', ...signs.map(([name]) => name)];
  const { MERIDIAN_HOST: named } = environment;
  if (named !== undefined && !hosts.includes(named)) {
    throw new Error(`MERIDIAN_HOST is '${named}'; it can be ${hosts.join(', ')}`);
  }
  return named ?? signs.find(([, variables]) => variables.some((name) => name in environment))?.[0] ?? 'app';
}

try {
  // This file lies in `.meridian/host` of the package.
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const { run } = await import(`./hosts/${chosenHost(process.env)}.mjs`);
  await run(new Service(root));
} catch (error) {
  console.error(`MER-1301: the app could not start: ${error.message}`);
  process.exit(1);
}
