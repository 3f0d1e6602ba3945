/// What to do instead of what can't be carried over, by key.
enum MidwayAdvice {
    /// Every key that a place of the file has, to tell which one was meant.
    static func known(in place: String) -> [String] {
        switch place.split(separator: " ").first {
        case "f.yml":
            [
                "service", "provider", "functions", "aggregation", "layers", "package", "custom", "functionsRule",
                "deployType",
            ]
        case "service": ["name", "description"]
        case "provider": options + Array(provider.keys)
        case "function": options + Array(function.keys) + ["handler", "functionName", "events", "isDeploy"]
        case "aggregation": ["deployOrigin", "functions", "functionsPattern"]
        case "package": ["include", "exclude", "artifact"]
        case "custom": ["customDomain"]
        case "http", "apigw", "ssr": ["path", "method", "cors", "timeout"]
        case "timer": ["type", "value", "cron", "every", "interval", "payload", "enable"]
        case "os": ["bucket", "events", "filter"]
        case "mq", "kafka": ["topic", "tags", "strategy", "batchSize"]
        default: []
        }
    }

    private static let options = [
        "timeout", "initTimeout", "memorySize", "concurrency", "environment", "description",
    ]

    static let root = [
        "layers": "put the files into the package with `package.include`",
        "functionsRule": "functions are declared in code",
        "plugins": "plug-ins of Midway's command have no place here",
        "coverDependencies": "the dependencies are those of Package.swift",
        "deployType": "an app with its own routes is one function on '/*'",
    ]

    /// For a site without functions.
    static let pages = ["deployType": "files are served by `StaticFiles` in the service's app"]

    static let provider = [
        "name": "a package runs on every platform",
        "starter": "the program starts by itself",
        "runtime": "functions are Swift, unless meridian.yml says `runtime: javascript`, `nodejs` or `python3`",
        "stage": "choose the stage with --stage or MERIDIAN_STAGE",
        "region": "a platform runs where it is started",
        "role": "give credentials as environment variables of the platform",
        "policies": "give credentials as environment variables of the platform",
        "authType": "check callers in the function",
        "vpcConfig": "the network is that of the platform's machine",
        "internetAccess": "the network is that of the platform's machine",
        "logConfig": "logs are kept by the platform; `meridian logs` shows them",
        "nasConfig": "files come with the package or from a store that the function asks",
        "asyncConfiguration": "let the function send its result as an event or message",
        "tracingConfig": "the platform hands on `traceparent` by itself",
        "layers": "put the files into the package with `package.include`",
    ]

    static let function = provider.merging(
        [
            "codeUri": "a service is one program, built from its Package.swift",
            "initializer": "do it when the function's type is made",
        ]
    ) { $1 }

    static let aggregation = [
        "deployOrigin": "functions of a group are not deployed a second time",
        "handler": "every function keeps its own handler",
        "events": "triggers belong to functions",
        "eventTrigger": "a group takes requests and events alike",
        "name": "the group is named by its key",
    ]

    static let package = ["artifact": "name the zip with `meridian build --output`"]

    static let http = [
        "cors": "answer it in the function or in a middleware",
        "timeout": "set `timeout` of the function",
    ]

    static let storage = [
        "bucket": "the event's source and subject tell of the object; ask them in the function",
        "filter": "the event's subject is the object's name; look at it in the function",
    ]

    static let queue = [
        "tags": "look at the message in the function",
        "strategy": "a message is given again until the function takes it",
    ]

    static let events = [
        "event": "it names no type; declare one in code or write `event: { type: TYPE }`",
        "log": "only Alibaba Cloud has triggers for log stores, with `project` and `source`",
        "cdn": "only Alibaba Cloud has triggers for CDNs, with `eventName`",
        "hsf": "there is no trigger for HSF; offer the function by HTTP",
        "mtop": "there is no trigger for MTOP; offer the function by HTTP",
    ]
}
