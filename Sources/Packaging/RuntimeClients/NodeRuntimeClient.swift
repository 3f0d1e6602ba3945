extension RuntimeClient {
    /// Handlers with a promise or a callback, in CommonJS or ES modules, and those that stream.
    static let node = RuntimeClient(
        path: ".meridian/runtime.cjs",
        text: #"""
            'use strict'

            const fs = require('node:fs')
            const http = require('node:http')
            const path = require('node:path')
            const { PassThrough } = require('node:stream')
            const { pathToFileURL } = require('node:url')

            const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':')
            const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
            const streaming = Symbol('streaming')

            function send (method, resource, headers = {}) {
              return http.request(
                { host, port, agent, method, path: `/2018-06-01/runtime/${resource}`, headers })
            }

            function answerTo (request) {
              return new Promise((resolve, reject) => {
                request.on('error', reject)
                request.on('response', (response) => {
                  const parts = []
                  response.on('data', (part) => parts.push(part))
                  response.on('error', reject)
                  response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }))
                })
              })
            }

            function post (resource, body, headers) {
              const request = send('POST', resource, { 'content-length': Buffer.byteLength(body), ...headers })
              request.end(body)
              return answerTo(request)
            }

            function described (error) {
              const isError = error instanceof Error
              return {
                errorType: (isError && error.name) || typeof error,
                errorMessage: isError ? error.message : String(error),
                stackTrace: isError && error.stack ? error.stack.split('\n').slice(1).map((line) => line.trim()) : []
              }
            }

            function report (resource, error) {
              const document = described(error)
              console.error(error instanceof Error ? error.stack : error)
              return post(resource, JSON.stringify(document), { 'lambda-runtime-function-error-type': document.errorType })
            }

            // What handlers that stream their answer find as a global.
            globalThis.awslambda = {
              streamifyResponse (handler) {
                handler[streaming] = true
                return handler
              },
              HttpResponseStream: {
                from (stream, metadata) {
                  stream.setContentType('application/vnd.awslambda.http-integration-response')
                  stream.write(JSON.stringify(metadata))
                  stream.write(Buffer.alloc(8))
                  return stream
                }
              }
            }

            async function load (name) {
              const dot = name.lastIndexOf('.')
              if (dot <= 0) throw new Error(`the handler '${name}' is not of the form FILE.NAME`)
              const base = path.resolve(process.env.LAMBDA_TASK_ROOT, name.slice(0, dot))
              const file = [base, `${base}.js`, `${base}.mjs`, `${base}.cjs`]
                .find((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile())
              if (!file) throw new Error(`there is no module '${name.slice(0, dot)}' for the handler '${name}'`)
              const module = await import(pathToFileURL(file))
              const handler = module[name.slice(dot + 1)] ?? module.default?.[name.slice(dot + 1)]
              if (typeof handler !== 'function') throw new Error(`'${name}' is no function`)
              return handler
            }

            function contextOf (headers, settle) {
              const deadline = Number(headers['lambda-runtime-deadline-ms'])
              const parsed = (name) => headers[name] ? JSON.parse(headers[name]) : undefined
              return {
                awsRequestId: headers['lambda-runtime-aws-request-id'],
                invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
                clientContext: parsed('lambda-runtime-client-context'),
                identity: parsed('lambda-runtime-cognito-identity'),
                functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
                functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
                memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
                logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
                logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
                callbackWaitsForEmptyEventLoop: true,
                getRemainingTimeInMillis: () => deadline - Date.now(),
                done: (error, value) => settle(error, value),
                fail: (error) => settle(error ?? new Error('failed')),
                succeed: (value) => settle(null, value)
              }
            }

            function call (handler, event, headers) {
              return new Promise((resolve, reject) => {
                const settle = (error, value) => error ? reject(error) : resolve(value)
                const result = handler(event, contextOf(headers, settle), settle)
                if (typeof result?.then === 'function') result.then(resolve, reject)
                else if (handler.length < 2 && result !== undefined) resolve(result)
              })
            }

            async function stream (handler, event, headers, resource) {
              const output = new PassThrough()
              let contentType = 'application/octet-stream'
              output.setContentType = (type) => { contentType = type }
              let request
              const begin = () => {
                request ??= send('POST', resource, {
                  'content-type': contentType, 'lambda-runtime-function-response-mode': 'streaming',
                  'transfer-encoding': 'chunked', trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body'
                })
                return request
              }
              const ended = new Promise((resolve, reject) => {
                output.on('data', (part) => { if (!begin().write(part)) { output.pause(); request.once('drain', () => output.resume()) } })
                output.on('end', resolve)
                output.on('error', reject)
              })
              try {
                await handler(event, output, contextOf(headers, () => {}))
                if (!output.writableEnded) output.end()
                await ended
              } catch (error) {
                if (!request) return report(resource.replace(/response$/, 'error'), error)
                const document = described(error)
                console.error(error instanceof Error ? error.stack : error)
                request.addTrailers({
                  'Lambda-Runtime-Function-Error-Type': document.errorType,
                  'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(document)).toString('base64')
                })
              }
              const answer = answerTo(begin())
              request.end()
              return answer
            }

            async function main () {
              let handler
              try {
                handler = await load(process.argv[2] || process.env._HANDLER)
              } catch (error) {
                await report('init/error', error)
                process.exit(1)
              }
              let current
              const crashed = async (error) => {
                if (current) await report(`invocation/${current}/error`, error).catch(() => {})
                process.exit(129)
              }
              process.on('uncaughtException', crashed)
              process.on('unhandledRejection', crashed)
              while (true) {
                const request = send('GET', 'invocation/next')
                request.end()
                const { headers, body } = await answerTo(request)
                current = headers['lambda-runtime-aws-request-id']
                process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'] ?? ''
                const event = JSON.parse(body)
                if (handler[streaming]) {
                  await stream(handler, event, headers, `invocation/${current}/response`)
                } else {
                  let result
                  try {
                    result = JSON.stringify(await call(handler, event, headers) ?? null)
                  } catch (error) {
                    await report(`invocation/${current}/error`, error)
                    continue
                  }
                  await post(`invocation/${current}/response`, result)
                }
                current = undefined
              }
            }

            main()

            """#)
}
