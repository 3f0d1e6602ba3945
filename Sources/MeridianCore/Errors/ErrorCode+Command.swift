extension ErrorCode {
    public static let buildFailed = ErrorCode(8001)
    public static let noExecutable = ErrorCode(8002)
    public static let toolMissing = ErrorCode(8003)
    public static let declarationsUnreadable = ErrorCode(8004)
    public static let noSuchSource = ErrorCode(8005)
    public static let unreachable = ErrorCode(8101)
    public static let tokenMissing = ErrorCode(8102)
    public static let unexpectedAnswer = ErrorCode(8103)
    public static let functionFailed = ErrorCode(8104)
    public static let badArgument = ErrorCode(8201)
    public static let unknownErrorNumber = ErrorCode(8202)
    public static let unexpectedFailure = ErrorCode(8999)

    static let commandExplanations: [ErrorExplanation] = [
        .init(
            .buildFailed, "The code does not compile",
            "`swift build` failed. The errors are shown with file, line and column as the compiler gave them. In "
                + "`meridian dev` the code that was live before goes on serving."),
        .init(
            .noExecutable, "It is not clear which program to build",
            "A service is a Swift package with one executable product. When a package has none, add an executable "
                + "target with a type marked @main; when it has several, name one with --product."),
        .init(
            .toolMissing, "A tool that the command needs is not installed",
            "`meridian build` and `dev` call `swift` and, where there is one, `strip`. The message names the one that "
                + "is not on the PATH."),
        .init(
            .declarationsUnreadable, "The program does not say which functions it has",
            "After building, the program is run once with MERIDIAN_HOST=manifest and prints its functions. It must be "
                + "a FunctionApp of a matching version of Meridian and must not end before its main function. The "
                + "message has what it printed instead."),
        .init(
            .noSuchSource, "There is no service at that path",
            "`build`, `dev` and `deploy` take the directory of a Swift package (with a Package.swift); `deploy` takes "
                + "a zip made by `meridian build` as well."),
        .init(
            .unreachable, "Nothing answers at the address of the control API",
            "Start a platform with `meridian serve`, or name the one you mean with --to URL or in MERIDIAN_URL. The "
                + "control API has its own port, 7701 unless it was chosen otherwise."),
        .init(
            .tokenMissing, "There is no token for the control API",
            "Give it with --token, in MERIDIAN_TOKEN, or name the platform's data directory or token file. By default "
                + "`.meridian/owner.token` below the current directory is read."),
        .init(
            .unexpectedAnswer, "The control API answered something unexpected",
            "What answers at the address is not a Meridian control API, or one of another version."),
        .init(
            .functionFailed, "The function answered with an error",
            "The invocation reached the function, and its status was 400 or more. The function's log has lines under "
                + "the same request id: `meridian logs --request ID`."),
        .init(
            .badArgument, "An argument can't be used",
            "The message names the argument and the form that it must have."),
        .init(
            .unknownErrorNumber, "There is no error of that number",
            "Numbers look like MER-1203. The first digit tells the area: 1 invocation, 2 wire, 3 HTTP, 4 "
                + "specification, 5 packaging, 6 engine, 7 control, 8 command."),
        .init(
            .unexpectedFailure, "Something failed that has no number of its own",
            "The message has what the system said."),
    ]
}
