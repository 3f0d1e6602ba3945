extension ErrorCode {
    public static let badProjectName = ErrorCode(8301)
    public static let folderInUse = ErrorCode(8302)
    public static let dependencyUnknown = ErrorCode(8303)
    public static let projectNotWritten = ErrorCode(8304)
    public static let unknownSample = ErrorCode(8311)
    public static let badSampleField = ErrorCode(8312)

    static let creationExplanations: [ErrorExplanation] = [
        .init(
            .badProjectName, "A project can't have this name",
            "`meridian new` makes a Swift module, a service and a folder of the name. It has 1 to 40 letters (a–z, A–Z), "
                + "digits and hyphens, begins with a letter, does not end in a hyphen, and is neither a word of Swift "
                + "nor the name of a module that the project imports."),
        .init(
            .folderInUse, "The folder is in use",
            "`meridian new` writes into a folder that is empty or not there yet, so that it can't overwrite anything. "
                + "Choose another name, another folder with --path, or clear the folder."),
        .init(
            .dependencyUnknown, "It is not clear where the package Meridian is",
            "A project depends on Meridian by a path or a URL. The command knows the path when it was built from a "
                + "checkout or is run inside one; otherwise name it with --dependency PATH or --dependency URL."),
        .init(
            .projectNotWritten, "The project can't be written",
            "The message has what the system said about which file. What was written before it is still there."),
        .init(
            .unknownSample, "There is no sample event of that kind",
            "`meridian event --list` lists the kinds and the fields that can be set."),
        .init(
            .badSampleField, "A field of the sample event can't be set like that",
            "Fields are given as NAME=VALUE behind the kind: `meridian event s3 bucket=photos key=cat.jpg`. "
                + "`meridian event --list` has their names, and the message says which values fit."),
    ]
}
