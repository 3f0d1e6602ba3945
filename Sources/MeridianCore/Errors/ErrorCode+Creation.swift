extension ErrorCode {
    public static let badProjectName = ErrorCode(8401)
    public static let folderInUse = ErrorCode(8402)
    public static let dependencyUnknown = ErrorCode(8403)
    public static let projectNotWritten = ErrorCode(8404)
    public static let unknownSample = ErrorCode(8411)
    public static let badSampleField = ErrorCode(8412)

    static let creationExplanations: [ErrorExplanation] = [
        .init(
            .badProjectName, "A project can't have this name",
            "`meridian new` makes a Swift module, a service and a folder of the name. It has 1 to 40 letters (a–z, A–Z), "
                + "digits and hyphens, begins with a letter, does not end in a hyphen, and is neither a word of Swift "
                + "nor the name of a module that the project imports.",
            mend: "Choose another name.",
            example: """
                $ meridian new price-list
                """),
        .init(
            .folderInUse, "The folder is in use",
            "`meridian new` writes into a folder that is empty or not there yet, so that it can't overwrite anything.",
            mend: "Choose another name, another folder with --path, or clear the folder.",
            example: """
                $ meridian new shop --path ~/services
                """),
        .init(
            .dependencyUnknown, "It is not clear where the package Meridian is",
            "A project depends on Meridian by a path or a URL. The command knows the path when it was built from a "
                + "checkout or is run inside one.",
            mend: "Name it with --dependency PATH or --dependency URL.",
            example: """
                $ meridian new shop --dependency ../meridian
                """),
        .init(
            .projectNotWritten, "The project can't be written",
            "The message has what the system said about which file. What was written before it is still there.",
            mend: "Mend what the system says, such as the folder's permissions, and remove what was written.",
            example: """
                $ chmod u+w ~/services && meridian new shop --path ~/services
                """),
        .init(
            .unknownSample, "There is no sample event of that kind",
            "`meridian event` prints samples of the kinds that `meridian event --list` names.",
            mend: "Choose a kind from the list.",
            example: """
                $ meridian event --list
                """),
        .init(
            .badSampleField, "A field of the sample event can't be set like that",
            "Fields are given as NAME=VALUE behind the kind. `meridian event --list` has their names, and the message "
                + "says which values fit.",
            mend: "Name a field that the kind has, with a value that fits.",
            example: """
                $ meridian event s3 bucket=photos key=cat.jpg
                """),
    ]
}
