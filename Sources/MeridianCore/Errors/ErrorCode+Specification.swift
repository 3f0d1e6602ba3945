extension ErrorCode {
    public static let invalidSpecification = ErrorCode(4000)
    public static let malformedYAML = ErrorCode(4001)
    public static let unknownKey = ErrorCode(4002)
    public static let wrongValueType = ErrorCode(4003)
    public static let valueOutOfRange = ErrorCode(4004)
    public static let invalidName = ErrorCode(4005)
    public static let duplicateKey = ErrorCode(4006)
    public static let missingKey = ErrorCode(4007)
    public static let invalidTrigger = ErrorCode(4008)
    public static let undeclaredFunction = ErrorCode(4009)
    public static let duplicateRoute = ErrorCode(4010)
    public static let unreadableSpecification = ErrorCode(4011)
    public static let unsetVariable = ErrorCode(4012)
    public static let invalidVariable = ErrorCode(4013)
    public static let unknownStage = ErrorCode(4014)
    public static let invalidPattern = ErrorCode(4015)
    public static let conflictingGroups = ErrorCode(4016)
    public static let notCarriedOver = ErrorCode(4017)
    public static let shadowedRoute = ErrorCode(4018)
    public static let timerNeverDue = ErrorCode(4019)
    public static let nothingIncluded = ErrorCode(4020)

    static let specificationExplanations: [ErrorExplanation] = [
        .init(
            .invalidSpecification, "meridian.yml has several errors",
            "Each is listed with its own number, line and column.",
            mend: "Mend them from the top: one mistake in the indentation can cause others below it.",
            example: """
                meridian.yml:4:3: error: MER-4002: unknown key 'memorysize' in provider; did you mean 'memorySize'?
                meridian.yml:7:12: error: MER-4004: standby is -1; it must be 0–1000
                """),
        .init(
            .malformedYAML, "meridian.yml is not YAML",
            "The file can't be parsed. The message gives the place where the parser stopped; the mistake is there "
                + "or a little before: a tab used for indentation, a missing colon or quote, or lines that don't "
                + "line up.",
            mend: "Indent with spaces and close quotes and brackets, at the place of the message or a little "
                + "before.",
            example: """
                provider:
                	timeout: 3s        # a tab

                provider:
                  timeout: 3s        # two spaces
                """),
        .init(
            .unknownKey, "A key is not known here",
            "Keys are checked so that a misspelled option is not silently ignored. The message suggests the key "
                + "that is nearest, or lists those that may stand here. Keys are case-sensitive.",
            mend: "Write the key that is suggested, or one of those that the message lists.",
            example: """
                provider:
                  memorysize: 128    # wrong
                  memorySize: 128    # right
                """),
        .init(
            .wrongValueType, "A value has the wrong type",
            "For example a text where a number must be, or a list where a mapping must be. Whole numbers are "
                + "written in decimal without quotes; durations are seconds or a number with ms, s, m or h.",
            mend: "Write a value of the type that the message names.",
            example: """
                provider:
                  concurrency: "50"  # wrong: a text
                  concurrency: 50    # right
                """),
        .init(
            .valueOutOfRange, "A value is outside its range",
            "memorySize is 32–32768 MiB; timeouts are more than 0 s and at most 86400 s; concurrency and "
                + "maxInstances are 1–1000; standby is 0–1000 and at most maxInstances; batchSize is 1–1000.",
            mend: "Choose a value in the range that the message gives.",
            example: """
                provider:
                  memorySize: 16     # wrong: less than 32 MiB
                  memorySize: 64     # right
                """),
        .init(
            .invalidName, "A name is not well-formed",
            "A service is named by 1–63 of a–z, 0–9 and -, beginning with a letter and not ending in -. "
                + "Functions, groups and queues are named by 1–63 letters, digits, - and _, beginning with a "
                + "letter. An environment variable is named by letters, digits and _, not beginning with a digit.",
            mend: "Choose a name of the form that the message gives.",
            example: """
                service: My Shop     # wrong
                service: my-shop     # right
                """),
        .init(
            .duplicateKey, "A key is given twice",
            "Only one of the values could count.",
            mend: "Remove one, or join the two mappings.",
            example: """
                provider: { timeout: 3s }
                provider: { standby: 1 }                 # wrong

                provider: { timeout: 3s, standby: 1 }    # right
                """),
        .init(
            .missingKey, "A key that must be there is missing",
            "meridian.yml must at least name the service: `service: NAME`.",
            mend: "Add the key that the message names.",
            example: """
                service: shop
                """),
        .init(
            .invalidTrigger, "A trigger of a function is malformed",
            "Its path, method, schedule or name is not what it must be, it lacks a setting or has two for one thing, "
                + "or a function has no trigger at all. Each entry of `triggers` has one key: http, timer, event or queue.",
            mend: "Write it as the message says; an entry of `triggers` has one key with its settings below it.",
            example: """
                triggers:
                  - http: { path: "/items/{id}", method: get }
                  - timer: { cron: "0 3 * * *" }
                """),
        .init(
            .undeclaredFunction, "meridian.yml configures a function that the code does not declare",
            "The functions of a service are declared in code; the file only sets their options and adds triggers. "
                + "Check the name: it is the name of the method, or the one given to `Function(…)`.",
            mend: "Write the function's name as the code has it: that of the method, or the one given to "
                + "`Function(…)`.",
            example: """
                functions:
                  itm: { timeout: 5s }     # wrong, when the code has func item
                  item: { timeout: 5s }    # right
                """),
        .init(
            .duplicateRoute, "Two triggers take the same requests",
            "Two HTTP triggers, from code or from meridian.yml, are bound to the same method and path. Names of "
                + "path parameters make no difference.",
            mend: "Remove one or give it another path.",
            example: """
                MER-4010: function 'copy' is bound to GET '/items/{number}', which function 'item' has
                """),
        .init(
            .unreadableSpecification, "meridian.yml can't be read",
            "The file does not exist, can't be opened, is not UTF-8 text or is larger than 1 MiB.",
            mend: "Name a file that exists, is UTF-8 text and has at most 1 MiB.",
            example: """
                $ file meridian.yml
                $ iconv -f latin1 -t utf8 meridian.yml > utf8.yml
                """),
        .init(
            .unsetVariable, "A variable of the environment is not set",
            "A value names `${env.NAME}`, and the environment in which the file was read has no such variable.",
            mend: "Set the variable, or give a default that counts when it is unset or empty.",
            example: """
                provider:
                  environment:
                    REGION: ${env.REGION:-eu}
                """),
        .init(
            .invalidVariable, "A variable is not well-formed",
            "Between `${` and `}` stands something that is no variable. Known are `${env.NAME}`, "
                + "`${env.NAME:-default}`, `${stage}` and `${service}`; a default can't hold another variable, "
                + "and the service's own name can't hold `${service}`.",
            mend: "Write one of the known variables; for the characters themselves write `$${`.",
            example: """
                description: Costs $${price}     # stands for ${price}
                """),
        .init(
            .unknownStage, "The file has no such stage",
            "A stage was asked for with --stage or in MERIDIAN_STAGE, and `stages` has overrides for others only.",
            mend: "Choose a stage that the file has, or add this one, with nothing in it when nothing is other.",
            example: """
                stages:
                  staging:
                    provider: { maxInstances: 2 }
                  production: {}
                """),
        .init(
            .invalidPattern, "A pattern is not well-formed",
            "In patterns `*` and `?` stand for characters and `**` for directories. Other signs have no meaning "
                + "and are refused, as are paths that lead out of the service's directory.",
            mend: "Write several plain patterns instead of one with brackets.",
            example: """
                package:
                  include: ['data/*.json', 'data/*.csv']     # not data/*.{json,csv}
                """),
        .init(
            .conflictingGroups, "A function is in two groups",
            "Instances are shared within a group, and a function's instances can't be shared twice. The groups "
                + "come from `aggregation` and from `group`.",
            mend: "Keep the function in one of them; narrow a pattern that fits too much.",
            example: """
                aggregation:
                  shop: { functionsPattern: ['item*'] }
                  search: { functions: [itemSearch] }     # fits item* as well
                """),
        .init(
            .notCarriedOver, "f.yml says something that has no counterpart",
            "The key, event or pattern means something that Meridian has not, or has elsewhere. Everything else "
                + "of the file counts.",
            mend: "Do what the message advises; write a meridian.yml with `meridian import` to be rid of the "
                + "warning.",
            example: """
                $ meridian import f.yml -o meridian.yml
                """),
        .init(
            .shadowedRoute, "A route does not get all of its requests",
            "Of several routes that fit a path the most literal one counts, and only then the method. A path that "
                + "is bound to one method takes all others from a more general route.",
            mend: "Bind the literal path to the other methods as well, or move it elsewhere.",
            example: """
                GET  /items/{id}      # item
                POST /items/search    # search: GET /items/search is answered 405
                """),
        .init(
            .timerNeverDue, "A timer is never due",
            "The schedule names a day that no calendar has.",
            mend: "Mend the schedule, or remove the timer.",
            example: """
                - timer: { cron: "0 0 31 2 *" }      # February 31
                - timer: { cron: "0 0 1 3 *" }       # March 1
                """),
        .init(
            .nothingIncluded, "A pattern of the package fits no file",
            "Patterns in `package.include` are paths below the service's directory, beside Package.swift. Each "
                + "must fit something, so that a package does not lack what it needs.",
            mend: "Mend the pattern, or remove it.",
            example: """
                package:
                  include: [public, 'Templates/*.html']
                """),
    ]
}
