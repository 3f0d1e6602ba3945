/// Something that declares functions: a ``Function``, a ``Group`` of them, or a type of yours, usually one marked
/// with `@Functions`.
public protocol FunctionGroup {
    /// The functions, in the order in which they are numbered and listed.
    var functions: [Function] { get }
}

/// The functions that a builder closure lists.
public struct FunctionList: FunctionGroup, Sendable {
    public let functions: [Function]

    public init(_ functions: [Function]) {
        self.functions = functions
    }
}

/// Collects the functions and groups that a closure lists one below the other.
@resultBuilder
public enum FunctionGroupBuilder {
    public static func buildExpression(_ group: some FunctionGroup) -> FunctionList {
        FunctionList(group.functions)
    }

    public static func buildBlock(_ lists: FunctionList...) -> FunctionList {
        FunctionList(lists.flatMap(\.functions))
    }

    public static func buildOptional(_ list: FunctionList?) -> FunctionList {
        list ?? FunctionList([])
    }

    public static func buildEither(first list: FunctionList) -> FunctionList { list }

    public static func buildEither(second list: FunctionList) -> FunctionList { list }

    public static func buildArray(_ lists: [FunctionList]) -> FunctionList {
        FunctionList(lists.flatMap(\.functions))
    }
}
