/// Collects the layers that a closure lists one below the other, outermost first.
@resultBuilder
public enum MiddlewareBuilder {
    public static func buildExpression(_ layer: any FunctionLayer) -> [any FunctionLayer] { [layer] }

    public static func buildExpression(_ layers: [any FunctionLayer]) -> [any FunctionLayer] { layers }

    public static func buildBlock(_ layers: [any FunctionLayer]...) -> [any FunctionLayer] { layers.flatMap { $0 } }

    public static func buildOptional(_ layers: [any FunctionLayer]?) -> [any FunctionLayer] { layers ?? [] }

    public static func buildEither(first layers: [any FunctionLayer]) -> [any FunctionLayer] { layers }

    public static func buildEither(second layers: [any FunctionLayer]) -> [any FunctionLayer] { layers }

    public static func buildArray(_ layers: [[any FunctionLayer]]) -> [any FunctionLayer] { layers.flatMap { $0 } }
}

extension FunctionGroup {
    /// These functions, surrounded by layers, outermost first.
    public func middleware(_ layers: any FunctionLayer...) -> FunctionList { surrounded(by: layers) }

    /// These functions, surrounded by layers, outermost first.
    public func middleware(@MiddlewareBuilder _ layers: () -> [any FunctionLayer]) -> FunctionList {
        surrounded(by: layers())
    }

    func surrounded(by layers: [any FunctionLayer]) -> FunctionList {
        FunctionList(
            functions.map { function in
                var function = function
                function.layers = layers + function.layers
                return function
            })
    }
}
