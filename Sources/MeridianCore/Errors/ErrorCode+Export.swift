extension ErrorCode {
    public static let notExported = ErrorCode(8501)
    public static let nameNotExported = ErrorCode(8502)
    public static let budgetExceeded = ErrorCode(8503)
    public static let exportNotWritten = ErrorCode(8504)
    public static let imageMissing = ErrorCode(8505)
    public static let vendorCommandMissing = ErrorCode(8506)
    public static let vendorCommandFailed = ErrorCode(8507)
    public static let notStatic = ErrorCode(8508)

    static let exportExplanations: [ErrorExplanation] = [
        .init(
            .notExported, "A platform can't do what the specification says",
            "The key has a meaning that the platform has not, or a value that it does not take. Everything else is "
                + "exported; the message says what stands in its place.",
            mend:
                "Remove the key for this platform with a stage, choose a value that it takes, or say what you mean in "
                + "the platform's own words below `targets`.",
            example: """
                targets:
                  lambda:
                    properties: { EphemeralStorage: { Size: 1024 } }
                """),
        .init(
            .nameNotExported, "A platform does not take a name",
            "What is deployed is named SERVICE, or SERVICE-GROUP for a group of functions. Each platform has a longest "
                + "name and signs of its own, and two groups can't have one name.",
            mend: "Give the service or the group a shorter name, or another.",
            example: """
                functions:
                  item: { group: items }
                """),
        .init(
            .budgetExceeded, "A package is larger than its budget",
            "Each platform has a largest package, and `targets.TARGET.budget` may set a smaller one. The sizes of all "
                + "parts are shown.",
            mend: "Leave out what the functions don't need, or raise the budget as far as the platform takes it.",
            example: """
                package: { include: [public], exclude: ['**/*.map'] }
                targets:
                  lambda: { budget: { packed: 20, unpacked: 60 } }
                """),
        .init(
            .exportNotWritten, "The export can't be written",
            "The message has what the system said about which file, or names a file that `meridian export` would "
                + "overwrite and did not write itself.",
            mend: "Choose another directory with --output, or write over the file with --force.",
            example: """
                $ meridian export --target lambda -o deploy/lambda --force
                """),
        .init(
            .imageMissing, "It is not known which container image to deploy",
            "Knative and Kubernetes run images from a registry.",
            mend: "Name the image with --image, or in the specification.",
            example: """
                targets:
                  knative: { image: registry.example.com/venue:1 }
                """),
        .init(
            .vendorCommandMissing, "The platform's own command is not installed",
            "`meridian deploy --target` deploys with the command that the platform's vendor makes: `aws` for Lambda, "
                + "`s` for Function Compute, `kubectl` for Knative. Nothing was deployed.",
            mend: "Install the command, and put it on the PATH.",
            example: """
                $ pip install awscli
                $ npm install --global @serverless-devs/s
                """),
        .init(
            .vendorCommandFailed, "The platform's own command failed",
            "The message names the step that failed and has the end of what the command said. Steps before it were "
                + "carried out, those behind it were not.",
            mend: "Mend what the command says, and deploy again.",
            example: """
                $ aws sts get-caller-identity
                """),
        .init(
            .notStatic, "The executable needs libraries that the platform may not have",
            "It names libraries beside those of the C library, which every platform's image has.",
            mend: "Link the library statically, or use an image that has it.",
            example: """
                $ readelf --dynamic .build/release/Shop | grep NEEDED
                """),
    ]
}
