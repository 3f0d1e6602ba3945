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
    public static let fileExists = ErrorCode(8203)
    public static let toolchainTooOld = ErrorCode(8301)
    public static let frameworkMissing = ErrorCode(8302)
    public static let notBuilt = ErrorCode(8303)
    public static let builtBeforeChange = ErrorCode(8304)
    public static let tooLargeForClouds = ErrorCode(8305)
    public static let usefulToolMissing = ErrorCode(8306)
    public static let sandboxIncomplete = ErrorCode(8307)
    public static let unexpectedFailure = ErrorCode(8999)

    static let commandExplanations: [ErrorExplanation] = [
        .init(
            .buildFailed, "The code does not compile",
            "`swift build` failed. The errors are shown with file, line and column as the compiler gave them. In "
                + "`meridian dev` the code that was live before goes on serving.",
            mend: "Mend the first error; others may follow from it.",
            example: """
                Sources/Shop/Shop.swift:12:5: error: cannot find 'itm' in scope
                """),
        .init(
            .noExecutable, "It is not clear which program to build",
            "A service is a Swift package with one executable product. When a package has none, add an executable "
                + "target with a type marked @main; when it has several, name one with --product.",
            mend: "Add an executable target, or name a product with --product.",
            example: """
                .executableTarget(name: "Shop", dependencies: [.product(name: "Meridian", package: "meridian")])

                $ meridian build --product Shop
                """),
        .init(
            .toolMissing, "A tool that the command needs is not installed",
            "`meridian build` and `dev` call `swift` and, where there is one, `strip`. The message names the one "
                + "that is not on the PATH.",
            mend: "Install the tool, and put it on the PATH.",
            example: """
                $ export PATH="$PATH:/opt/swift/usr/bin"
                """),
        .init(
            .declarationsUnreadable, "The program does not say which functions it has",
            "After building, the program is run once with MERIDIAN_HOST=manifest and prints its functions. It "
                + "must be a FunctionApp of a matching version of Meridian and must not end before its main "
                + "function. The message has what it printed instead.",
            mend: "Let the main type be a FunctionApp, and let nothing end the program before its main function.",
            example: """
                @main
                struct Shop: FunctionApp {
                    var functions: some FunctionGroup { ItemFunctions() }
                }

                $ MERIDIAN_HOST=manifest .build/debug/Shop
                """),
        .init(
            .noSuchSource, "There is no service at that path",
            "`build`, `dev` and `deploy` take the directory of a Swift package (with a Package.swift); `deploy` "
                + "takes a zip made by `meridian build` as well.",
            mend: "Name the directory with Package.swift, or a zip made by `meridian build`.",
            example: """
                $ meridian dev Examples/Venue
                """),
        .init(
            .unreachable, "Nothing answers at the address of the control API",
            "No platform runs there. The control API has its own port, 7701 unless it was chosen otherwise.",
            mend: "Start a platform, or name the one you mean with --to URL or in MERIDIAN_URL.",
            example: """
                $ meridian serve
                $ meridian list --to http://127.0.0.1:7701
                """),
        .init(
            .tokenMissing, "There is no token for the control API",
            "Neither --token nor MERIDIAN_TOKEN has one, and `.meridian/owner.token` below the current directory, "
                + "which is read otherwise, is not there.",
            mend: "Give the token, or name the platform's data directory or its token file.",
            example: """
                $ meridian list --data /srv/meridian
                $ MERIDIAN_TOKEN=… meridian list
                """),
        .init(
            .unexpectedAnswer, "The control API answered something unexpected",
            "What answers at the address is not a Meridian control API, or one of another version.",
            mend: "Name the address of a control API of this version.",
            example: """
                $ curl localhost:7701/v1/health
                """),
        .init(
            .functionFailed, "The function answered with an error",
            "The invocation reached the function, and its status was 400 or more. The function's log has lines "
                + "under the same request id: `meridian logs --request ID`.",
            mend: "Read the function's log lines under the request id.",
            example: """
                $ meridian logs --request 01J9Z…
                """),
        .init(
            .badArgument, "An argument can't be used",
            "The message names the argument and the form that it must have.",
            mend: "Write the argument in the form that the message gives.",
            example: """
                $ meridian invoke venue/item -p id=7
                """),
        .init(
            .unknownErrorNumber, "There is no error of that number",
            "Numbers look like MER-1203. The first digit tells the area: 1 invocation, 2 wire, 3 HTTP, 4 "
                + "specification, 5 packaging, 6 engine, 7 control, 8 command.",
            mend: "Write a number that `meridian explain` lists.",
            example: """
                $ meridian explain MER-1203
                """),
        .init(
            .unexpectedFailure, "Something failed that has no number of its own",
            "The message has what the system said.",
            mend: "Read what the system said; when it makes no sense, report it with the command that was typed.",
            example: """
                $ df -h . && ulimit -a
                """),
        .init(
            .fileExists, "The file that would be written is there already",
            "It may hold work that nothing else holds.",
            mend: "Write over it with --force, or choose another name.",
            example: """
                $ meridian import f.yml -o meridian.yml --force
                """),
        .init(
            .toolchainTooOld, "Swift is too old",
            "Meridian needs Swift 6.2, whose package manager and language it uses.",
            mend: "Install a newer toolchain from swift.org, and put it first on the PATH.",
            example: """
                $ swift --version
                Swift version 6.3.1 (swift-6.3.1-RELEASE)
                """),
        .init(
            .frameworkMissing, "The program does not use Meridian",
            "None of the targets that the executable is made of depends on the product Meridian, so it can't "
                + "declare functions.",
            mend: "Add the dependency to Package.swift.",
            example: """
                dependencies: [.package(name: "meridian", path: "../meridian")],
                targets: [
                    .executableTarget(name: "Shop", dependencies: [.product(name: "Meridian", package: "meridian")])
                ]
                """),
        .init(
            .notBuilt, "The program is not built",
            "Which functions a service has is known only to its program. What needs them was not checked.",
            mend: "Check with --build, or build before.",
            example: """
                $ meridian check --build
                """),
        .init(
            .builtBeforeChange, "The program is older than its sources",
            "The functions that were looked at are those of the last build, not those of the sources as they are "
                + "now.",
            mend: "Check with --build, or build before.",
            example: """
                $ meridian check --build
                """),
        .init(
            .tooLargeForClouds, "The package is larger than clouds take",
            "AWS Lambda and Alibaba Function Compute take packages of at most 250 MiB unpacked. The built-in "
                + "engine takes 512 MiB.",
            mend: "Leave out files that the functions don't need; keep large data outside of the package.",
            example: """
                package:
                  include: [public]
                  exclude: ['public/video/**']
                """),
        .init(
            .usefulToolMissing, "A tool that is of use is not installed",
            "Nothing fails without it; the message says what is worse.",
            mend: "Install it.",
            example: """
                $ apt-get install binutils
                """),
        .init(
            .sandboxIncomplete, "Workers can't be held as they should",
            "The engine limits what a worker may take of the machine. The system allows less than the engine "
                + "gives, or lacks what would set workers apart from each other.",
            mend: "Raise the limit for the platform's user; allow user namespaces.",
            example: """
                $ ulimit -Hn
                $ meridian-sandbox --probe
                """),
    ]
}
