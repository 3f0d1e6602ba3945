extension ErrorCode {
    public static let permissionMissing = ErrorCode(6540)
    public static let tooManySignIns = ErrorCode(6541)
    public static let tokenExpired = ErrorCode(6542)
    public static let badToken = ErrorCode(6543)
    public static let tokenExists = ErrorCode(6544)
    public static let unknownToken = ErrorCode(6545)
    public static let masterKeyUnusable = ErrorCode(6550)
    public static let masterKeyWrong = ErrorCode(6551)
    public static let badSecret = ErrorCode(6552)
    public static let unknownSecret = ErrorCode(6553)
    public static let secretDamaged = ErrorCode(6554)
    public static let auditUnwritten = ErrorCode(6560)
    public static let auditDamaged = ErrorCode(6561)

    static let accessExplanations: [ErrorExplanation] = [
        .init(
            .permissionMissing, "The token does not allow this",
            "Who is asking is known, but has no role that includes the permission, for all services or for the one in "
                + "question. The message names the permission and the roles that include it.",
            mend: "Have an administrator make a token with one of these roles: `meridian token create`.",
            example: """
                MER-6540: 'ci' may not do this: releases.publish on 'shop' is missing; developer, operator, admin have it
                $ meridian token create ci-shop --role developer@shop
                """),
        .init(
            .tooManySignIns, "Too many wrong tokens came from this address, or from all together",
            "After a few wrong tokens an address has to wait before another one is looked at. A token that was accepted "
                + "from the address before is not held up.",
            mend: "Wait as long as Retry-After says, and correct the token of whatever keeps trying.",
            example: """
                HTTP/1.1 429 Too Many Requests
                Retry-After: 3
                """),
        .init(
            .tokenExpired, "The token has expired",
            "It was made for a limited time, which is over.",
            mend: "Make a new token and revoke the old one.",
            example: """
                $ meridian token create ci-2 --role developer@shop --expires 90d
                $ meridian token revoke ci
                """),
        .init(
            .badToken, "A token can't be made as described",
            "A token has a name of its own, at least one role, and expires in the future or never.",
            mend: "Correct what the message names.",
            example: """
                $ meridian token create ci --role developer@shop --role viewer --expires 30d
                """),
        .init(
            .tokenExists, "There is a token of that name",
            "Names of tokens are in the audit log, so two never have the same.",
            mend: "Choose another name, or revoke the token that has it.",
            example: """
                $ meridian token list
                """),
        .init(
            .unknownToken, "There is no token of that name",
            "It was never made, or is revoked already. The owner's token is none of these: it is a file in the data "
                + "directory.",
            mend: "Write the name of a token that `meridian token list` shows.",
            example: """
                $ meridian token list
                """),
        .init(
            .masterKeyUnusable, "The file of the master key can't be used",
            "`master.key` in the data directory has the key under which secrets are sealed: 64 hexadecimal digits. "
                + "Without it no secret can be read, so the platform does not start with one that is damaged.",
            mend:
                "Put a copy of the file back. Without a copy move it away: a new key is made, and every secret has to "
                + "be set again.",
            example: """
                $ mv .meridian/master.key /somewhere/safe
                $ meridian secret set shop DB_PASSWORD < password
                """),
        .init(
            .masterKeyWrong, "A secret was sealed under another master key",
            "`master.key` in the data directory is not the file under which the secret was set: it was replaced, or the "
                + "stores come from another platform.",
            mend: "Put the file back that belongs to the stores, or set the secret again.",
            example: """
                $ cp backup/master.key .meridian/master.key && chmod 600 .meridian/master.key
                """),
        .init(
            .badSecret, "A secret can't be kept as given",
            "A name has letters, digits and _, like that of a variable; a value is text of 1 byte to 64 KiB without null "
                + "characters, since workers get it in their environment.",
            mend: "Correct what the message names.",
            example: """
                $ meridian secret set shop DB_PASSWORD < password
                """),
        .init(
            .unknownSecret, "The service has no such secret",
            "A function's environment names a secret that was not set, or a command asked for one. An instance does not "
                + "start without its secrets.",
            mend: "Set the secret; instances that start from then on have it.",
            example: """
                $ meridian secret set shop DB_PASSWORD < password
                $ meridian secret list shop
                """),
        .init(
            .secretDamaged, "A sealed secret can't be opened",
            "What is stored is not what was sealed for this service, name and version: a byte was changed, or a value was "
                + "put under another name. It is not handed to anyone.",
            mend: "Set the secret again, then look after the disk or whoever writes to the store.",
            example: """
                $ meridian secret set shop DB_PASSWORD < password
                """),
        .init(
            .auditUnwritten, "A change was made, but could not be recorded in the audit log",
            "The message has what kept it from being written. The change itself stands.",
            mend: "Mend what the message names, then look whether the change is as you want it.",
            example: """
                MER-6560: secret.set of 'shop/DB_PASSWORD' was done but not recorded: there is no room for …
                """),
        .init(
            .auditDamaged, "The audit log can't be written on",
            "Its head can't be read or does not match the last record, so a record would have nothing to follow.",
            mend: "Look at `meridian audit --verify`, keep a copy of the stores, and restore the last backup.",
            example: """
                $ meridian audit --verify
                """),
    ]
}
