import MeridianCore
import Specification
import Testing

@Suite struct GroupingTests {
    private static let declared = ["item", "itemSearch", "order", "place"].map {
        FunctionManifest(name: FunctionName($0)!, triggers: [])
    }

    private func manifest(_ text: String) throws -> Manifest {
        try Manifest.merging(
            declared: Self.declared, specification: try ServiceSpecification.parse("service: venue\n" + text, file: "f")
        )
    }

    private func failures(_ text: String) throws -> [String] {
        do {
            _ = try manifest(text)
            return []
        } catch let error as SpecificationError {
            return error.diagnostics.map(\.description)
        }
    }

    @Test func anAggregationIsAGroupOfSeveral() throws {
        let manifest = try manifest(
            """
            aggregation:
              catalog: { functionsPattern: ['item*'] }
              orders: { functions: [order, place] }
            """)
        #expect(manifest.functions.map(\.options.group) == ["catalog", "catalog", "orders", "orders"])
    }

    @Test(arguments: [
        ("['*', '!item*']", [nil, nil, "g", "g"]), ("['*', '!item*', itemSearch]", [nil, "g", "g", "g"]),
        ("['!order']", ["g", "g", nil, "g"]), ("['!*', place]", [nil, nil, nil, "g"]),
        ("['item*', '!item?earch']", ["g", nil, nil, nil]),
    ])
    func aPatternMayTakeFunctionsOut(patterns: String, groups: [String?]) throws {
        let manifest = try manifest("aggregation: { g: { functionsPattern: \(patterns) } }")
        #expect(manifest.functions.map(\.options.group) == groups)
    }

    @Test func whatIsNamedStaysIn() throws {
        let manifest = try manifest("aggregation: { g: { functions: [item], functionsPattern: ['*', '!item*'] } }")
        #expect(manifest.functions.map(\.options.group) == ["g", nil, "g", "g"])
        #expect(
            try failures("aggregation: { g: { functionsPattern: ['*', '!none*'] } }") == [
                "f:2:45: error: MER-4009: no function fits 'none*'; the code declares item, itemSearch, order and place"
            ])
    }

    @Test func aFunctionThatIsNotDeployedIsLeftOut() throws {
        let manifest = try manifest("functions:\n  item: { deploy: false }\n  order: { isDeploy: true }\n")
        #expect(manifest.functions.map(\.name.rawValue) == ["itemSearch", "order", "place"])
    }

    @Test func aHandlerSaysWhatTheCodeCallsTheFunction() throws {
        let manifest = try manifest(
            """
            functions:
              checkout: { handler: orders.place, timeout: 7 }
              item: { handler: index.handler, timeout: 8 }
            aggregation:
              slow: { functions: [checkout] }
            """)
        #expect(manifest.functions[3].name.rawValue == "place")
        #expect(manifest.functions[3].options == FunctionOptions(timeout: 7, group: "slow"))
        #expect(manifest.functions[0].options.timeout == 8)
    }

    @Test func reportsWhatCannotBeGrouped() throws {
        let found = try failures(
            """
            functions:
              order: { group: alone }
              checkout: { handler: index.buy }
              sell: { handler: index.place }
              place: {}
            aggregation:
              a: { functionsPattern: ['item*', 'none*'] }
              b: { functions: [itemSearch, order, ordre] }
            """)
        let known = "the code declares item, itemSearch, order and place"
        #expect(
            found == [
                "f:3:19: error: MER-4016: function 'order' is in the aggregation 'b' and has the group 'alone'; keep one",
                "f:4:3: error: MER-4009: the code declares no function 'checkout' nor 'buy'; it declares item, "
                    + "itemSearch, order and place",
                "f:6:3: error: MER-4006: 'sell' and 'place' both stand for the function 'place'; join them",
                "f:8:36: error: MER-4009: no function fits 'none*'; \(known)",
                "f:9:20: error: MER-4016: function 'itemSearch' is in the aggregations 'a' and 'b'; a function is in one",
                "f:9:39: error: MER-4009: the code declares no function 'ordre'; it declares item, itemSearch, order and "
                    + "place; did you mean 'order'?",
            ])
    }
}
