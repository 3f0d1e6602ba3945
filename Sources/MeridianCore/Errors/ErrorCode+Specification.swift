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

    static let specificationExplanations: [ErrorExplanation] = [
        .init(
            .invalidSpecification, "meridian.yml has several errors",
            "Each is listed with its own number, line and column. Mend them from the top: one mistake in the "
                + "indentation can cause others below it."),
        .init(
            .malformedYAML, "meridian.yml is not YAML",
            "The file can't be parsed. The message gives the place where the parser stopped; the mistake is there or "
                + "a little before: a tab used for indentation, a missing colon or quote, or lines that don't line up."),
        .init(
            .unknownKey, "A key is not known here",
            "Keys are checked so that a misspelled option is not silently ignored. The message suggests the key that "
                + "is nearest, or lists those that may stand here. Keys are case-sensitive."),
        .init(
            .wrongValueType, "A value has the wrong type",
            "For example a text where a number must be, or a list where a mapping must be. Whole numbers are written "
                + "in decimal without quotes; durations are seconds or a number with ms, s, m or h."),
        .init(
            .valueOutOfRange, "A value is outside its range",
            "memorySize is 32–32768 MiB; timeouts are more than 0 s and at most 86400 s; concurrency and "
                + "maxInstances are 1–1000; standby is 0–1000 and at most maxInstances; batchSize is 1–1000."),
        .init(
            .invalidName, "A name is not well-formed",
            "A service is named by 1–63 of a–z, 0–9 and -, beginning with a letter and not ending in -. Functions, "
                + "groups and queues are named by 1–63 letters, digits, - and _, beginning with a letter. An "
                + "environment variable is named by letters, digits and _, not beginning with a digit."),
        .init(
            .duplicateKey, "A key is given twice",
            "Only one of the values could count. Remove one, or join the two mappings."),
        .init(
            .missingKey, "A key that must be there is missing",
            "meridian.yml must at least name the service: `service: NAME`."),
        .init(
            .invalidTrigger, "An event of a function is malformed",
            "Each entry of `events` has one key, http, timer, event or queue, with its settings below it: "
                + "`- http: { path: /items, method: get }`, `- timer: { cron: \"0 * * * *\" }` or `{ every: 30s }`, "
                + "`- event: { type: com.example.paid }`, `- queue: { name: orders }`."),
        .init(
            .undeclaredFunction, "meridian.yml configures a function that the code does not declare",
            "The functions of a service are declared in code; the file only sets their options and adds triggers. "
                + "Check the name: it is the name of the method, or the one given to `Function(…)`."),
        .init(
            .duplicateRoute, "Two triggers take the same requests",
            "Two HTTP triggers, from code or from meridian.yml, are bound to the same method and path. Names of path "
                + "parameters make no difference. Remove one or give it another path."),
        .init(
            .unreadableSpecification, "meridian.yml can't be read",
            "The file does not exist, can't be opened, is not UTF-8 text or is larger than 1 MiB."),
    ]
}
