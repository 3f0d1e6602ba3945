import MeridianCore

/// The name of a new project in its three forms: a folder, a Swift module and a service.
struct ProjectName: Hashable, Sendable {
    /// As it was typed.
    let folder: String
    /// `CornerShop` for `corner-shop`.
    let module: String
    /// `corner-shop` for `CornerShop`.
    let service: String

    /// Modules that a project imports, or that a module of the same name would hide.
    private static let modules: Set<String> = [
        "Meridian", "MeridianCore", "MeridianTesting", "MeridianMacros", "SampleEvents", "HTTPTransport", "Wire",
        "Swift", "Testing", "Foundation", "FoundationEssentials", "NIOCore", "NIOPosix", "Logging", "ServiceLifecycle",
        "Synchronization", "Dispatch", "Glibc", "Darwin", "XCTest",
    ]
    /// Names that the templates declare themselves, or that an author's code relies on.
    private static let types: Set<String> = [
        "Any", "Self", "Type", "Protocol", "Function", "Group", "Request", "Response", "Context", "Problem", "Trigger",
        "Timer", "Event", "Queue", "Path", "Query", "Header", "Cookie", "Body", "Functions", "HTTP", "String", "Int",
        "Array", "Error", "Note", "NoteStore", "NoteFunctions", "NewNote", "Order", "OrderFunctions", "Ledger", "Mail",
        "Greeting", "PageFunctions",
    ]

    /// - Throws: ``ErrorCode/badProjectName`` that says what is wrong.
    init(_ text: String) throws(CommandFailure) {
        func refuse(_ reason: String) -> CommandFailure {
            CommandFailure(
                .badProjectName,
                "'\(text)' can't be the name of a project: \(reason); take letters, digits and hyphens, such as "
                    + "corner-shop")
        }
        guard !text.isEmpty, text.utf8.count <= 40 else { throw refuse("it has to have 1 to 40 characters") }
        guard text.utf8.first.map(Self.isLetter) == true else { throw refuse("it begins with no letter") }
        let odd = text.first {
            $0.utf8.count > 1 || !$0.utf8.allSatisfy { Self.isLetter($0) || Self.isDigit($0) || $0 == 0x2D }
        }
        if let odd { throw refuse("'\(odd)' is not allowed") }
        guard !text.hasSuffix("-"), !text.contains("--") else {
            throw refuse("a hyphen stands between two letters or digits")
        }
        folder = text
        module = text.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        guard !Self.modules.contains(module), !Self.types.contains(module) else {
            throw refuse("\(module) is already the name of something that the project uses")
        }
        guard let service = ServiceDirectory.serviceName(module) else { throw refuse("no service can be called so") }
        self.service = service.rawValue
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
