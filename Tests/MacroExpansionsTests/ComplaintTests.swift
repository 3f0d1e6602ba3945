import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@Suite struct ComplaintTests {
    /// A method inside a marked struct that is complained of: it stays, and no function is made of it.
    private func check(_ method: String, _ stripped: String, _ diagnostics: DiagnosticSpec...) {
        Expansion.check(
            """
            @Functions
            struct Items {
            \(method)
            }
            """,
            """
            struct Items {
            \(stripped)
            }

            extension Items: Meridian.FunctionGroup, Sendable {
                var functions: [Meridian.Function] {
                    Meridian.Group("") {
                    } .functions
                }
            }
            """, diagnostics: diagnostics)
    }

    @Test func aPathParameterWithoutMethodParameter() {
        check(
            """
                @HTTP(.get, "/{id}/{part}")
                func item(id: Int) {}
            """,
            """
                func item(id: Int) {}
            """,
            DiagnosticSpec(
                message: "the path's parameter '{part}' is no parameter of the method 'item'", line: 3, column: 17,
                fixIts: [FixItSpec(message: "add the parameter 'part: String'")]))
    }

    @Test func itsFixItAddsTheParameter() {
        Expansion.check(
            """
            @Functions
            struct Items {
                @HTTP(.get, "/{id}/{part}")
                func item(id: Int) {}
            }
            """,
            """
            struct Items {
                func item(id: Int) {}
            }

            extension Items: Meridian.FunctionGroup, Sendable {
                var functions: [Meridian.Function] {
                    Meridian.Group("") {
                    } .functions
                }
            }
            """,
            diagnostics: [
                DiagnosticSpec(
                    message: "the path's parameter '{part}' is no parameter of the method 'item'", line: 3,
                    column: 17, fixIts: [FixItSpec(message: "add the parameter 'part: String'")])
            ],
            applyFixIts: ["add the parameter 'part: String'"],
            fixed: """
                @Functions
                struct Items {
                    @HTTP(.get, "/{id}/{part}")
                    func item(id: Int, part: String) {}
                }
                """)
    }

    @Test func aMethodParameterWithoutPathParameter() {
        check(
            """
                @HTTP(.get, "/{id}")
                func item(id: Int, part: Path<String>) {}
            """,
            """
                func item(id: Int, part: Path<String>) {}
            """,
            DiagnosticSpec(message: "the path has no parameter '{part}'; it has '{id}'", line: 4, column: 30))
    }

    @Test func aTakenRequestMayReadThePathItself() {
        Expansion.check(
            """
            @Functions
            struct Items {
                @HTTP(.get, "/{id}")
                func item(request: Request) {}
            }
            """,
            """
            struct Items {
                func item(request: Request) {}
            }

            extension Items: Meridian.FunctionGroup, Sendable {
                var functions: [Meridian.Function] {
                    Meridian.Group("") {
                        Meridian.Function("item", .http(.get, "/{id}")) { (request: Meridian.Request, context: Meridian.Context) -> Void in
                            self.item(request: request)
                        }
                    } .functions
                }
            }
            """)
    }

    @Test(arguments: [
        ("items", "must begin with '/'"), ("/a//b", "has an empty segment"), ("/{a}/{a}", "names 'a' twice"),
        ("/{a*}/b", "has '{a*}' before its end"), ("/a{b}", "has 'a{b}', where a parameter must fill its segment"),
        ("/*/a", "has '*' before its end"), ("/{}", "has '{}', which is no name in braces"),
    ])
    func aMalformedPath(path: String, reason: String) {
        check(
            """
                @HTTP(.get, "\(path)")
                func item(a: Int, b: Int) {}
            """,
            """
                func item(a: Int, b: Int) {}
            """,
            DiagnosticSpec(message: "the path '\(path)' \(reason)", line: 3, column: 17))
    }

    @Test func aPathThatIsNoLiteral() {
        check(
            """
                @HTTP(.get, base + "/x")
                func item() {}
            """,
            """
                func item() {}
            """,
            DiagnosticSpec(
                message:
                    "the path must be a string literal, so that its parameters can be matched with the method's",
                line: 3, column: 17))
    }

    @Test func twoBodies() {
        check(
            """
                @HTTP(.post, "/")
                func add(item: Item, order: Order) {}
            """,
            """
                func add(item: Item, order: Order) {}
            """,
            DiagnosticSpec(
                message:
                    "'order' would be a second body after 'item'; say where it comes from with 'Query', 'Header' or 'Cookie'",
                line: 4, column: 33, fixIts: [FixItSpec(message: "take it from the query")]))
    }

    @Test func methodsOfTheWrongShape() {
        check(
            """
                @HTTP(.get, "/a")
                func a<T: Codable>(x: T) {}
                @HTTP(.get, "/b")
                func b(x: Int...) {}
                @HTTP(.get, "/c")
                func c(x: inout Int) {}
                @HTTP(.get, "/d")
                mutating func d() {}
                @HTTP(.get, "/e")
                func e(x: some Codable) {}
            """,
            """
                func a<T: Codable>(x: T) {}
                func b(x: Int...) {}
                func c(x: inout Int) {}
                mutating func d() {}
                func e(x: some Codable) {}
            """,
            DiagnosticSpec(message: "a function can't be generic: its caller names no types", line: 4, column: 11),
            DiagnosticSpec(message: "a function's parameter can't be variadic", line: 6, column: 18),
            DiagnosticSpec(message: "a function's parameter can't be inout", line: 8, column: 15),
            DiagnosticSpec(
                message: "a function can't be mutating: requests run at the same time; keep state in an actor",
                line: 10, column: 5),
            DiagnosticSpec(message: "a function's parameter needs a concrete type", line: 12, column: 15))
    }

    @Test func otherTriggersWithWrongParameters() {
        check(
            """
                @Timer(cron: "@daily")
                func a(x: Int) {}
                @Event(type: "a")
                func b() {}
                @Event(type: "a")
                func c(order: Order) {}
                @Queue("q")
                func d(m: QueueMessage<Mail>) {}
            """,
            """
                func a(x: Int) {}
                func b() {}
                func c(order: Order) {}
                func d(m: QueueMessage<Mail>) {}
            """,
            DiagnosticSpec(
                message: "a timer's method takes nothing but a 'TimerEvent' and a 'Context'", line: 4, column: 15),
            DiagnosticSpec(message: "the method 'b' must take a 'CloudEvent<…>'", line: 6, column: 11),
            DiagnosticSpec(
                message: "this method takes a 'CloudEvent<…>' and, if it likes, a 'Context', nothing else", line: 8,
                column: 19),
            DiagnosticSpec(
                message: "this method takes a '[QueueMessage<…>]' and, if it likes, a 'Context', nothing else",
                line: 10, column: 15))
    }

    @Test func triggersOfSeveralKinds() {
        check(
            """
                @HTTP(.post, "/a")
                @Timer(cron: "@daily")
                func a() {}
            """,
            """
                func a() {}
            """,
            DiagnosticSpec(
                message: "a method takes triggers of one kind; declare this one on a method of its own", line: 4,
                column: 5))
    }

    @Test func theSameNameTwice() {
        Expansion.check(
            """
            @Functions
            struct Items {
                @HTTP(.get, "/a")
                func a() {}
                @HTTP(.get, "/b")
                func a(x: Int) {}
            }
            """,
            """
            struct Items {
                func a() {}
                func a(x: Int) {}
            }

            extension Items: Meridian.FunctionGroup, Sendable {
                var functions: [Meridian.Function] {
                    Meridian.Group("") {
                        Meridian.Function("a", .http(.get, "/a")) { (request: Meridian.Request, context: Meridian.Context) -> Void in
                            self.a()
                        }
                    } .functions
                }
            }
            """,
            diagnostics: [
                DiagnosticSpec(
                    message: "two functions are called 'a'; give this one another with 'name:' in its trigger", line: 6,
                    column: 10)
            ])
    }

    @Test func staticMethodsAndProperties() {
        check(
            """
                @HTTP(.get, "/a")
                static func a() {}
                @HTTP(.get, "/b")
                var b: Int { 1 }
            """,
            """
                static func a() {}
                var b: Int { 1 }
            """,
            DiagnosticSpec(
                message: "'@HTTP' can't mark a static method; functions are called on a value", line: 4, column: 5,
                fixIts: [FixItSpec(message: "remove 'static'")]),
            DiagnosticSpec(
                message: "'@HTTP' marks methods; a property or type can't be called as a function", line: 5, column: 5))
    }

    @Test func outsideOfAMarkedType() {
        Expansion.check(
            """
            @Timer(cron: "@daily")
            func a() {}
            struct Items {
                @Event(type: "a")
                func b() {}
            }
            extension Items {
                @Queue("q")
                func c() {}
            }
            """,
            """
            func a() {}
            struct Items {
                func b() {}
            }
            extension Items {
                func c() {}
            }
            """,
            diagnostics: [
                DiagnosticSpec(
                    message: "'@Timer' works only inside a type marked with '@Functions'", line: 1, column: 1),
                DiagnosticSpec(
                    message: "'@Event' has no effect: its type is not marked with '@Functions'", line: 4, column: 5),
                DiagnosticSpec(
                    message:
                        "'@Queue' can't be seen in an extension; move the method into the type marked with '@Functions'",
                    line: 8, column: 5),
            ])
    }

    @Test func anEnumIsNoGroup() {
        Expansion.check(
            """
            @Functions
            enum Items {
            }
            """,
            """
            enum Items {
            }
            """,
            diagnostics: [
                DiagnosticSpec(
                    message: "'@Functions' marks structs, classes and actors: what methods can be called on", line: 1,
                    column: 1)
            ])
    }

    @Test func functionsInsideAConditionAndABadPrefix() {
        Expansion.check(
            """
            @Functions("items")
            struct Items {
                #if DEBUG
                @HTTP(.get, "/a")
                func a() {}
                #endif
            }
            """,
            """
            struct Items {
                #if DEBUG
                func a() {}
                #endif
            }

            extension Items: Meridian.FunctionGroup, Sendable {
                var functions: [Meridian.Function] {
                    Meridian.Group("") {
                    } .functions
                }
            }
            """,
            diagnostics: [
                DiagnosticSpec(message: "the prefix 'items' must begin with '/'", line: 1, column: 12),
                DiagnosticSpec(
                    message:
                        "functions inside '#if' can't be seen; put the '#if' around the type or inside the method",
                    line: 3, column: 5),
            ])
    }

    @Test func rulesNeedAParameterThatIsChecked() {
        let body = """
            struct Items {
                func item(id: Int, context: Context) {}
                func add(_ item: Item) {}
                func twice(size: Int) {}
            }

            extension Items: Meridian.FunctionGroup, Sendable {
                var functions: [Meridian.Function] {
                    Meridian.Group("") {
                    } .functions
                }
            }
            """
        Expansion.check(
            """
            @Functions
            struct Items {
                @HTTP(.get, "/{id}")
                @Check("context", as: Int.self, .range(1...))
                func item(id: Int, context: Context) {}
                @HTTP(.post)
                @Check("item", as: Item.self, .check("x") { _ in true })
                func add(_ item: Item) {}
                @HTTP(.get)
                @Check("size", as: Int.self, .range(1...))
                @Check("size", as: Int.self, .multiple(of: 2))
                func twice(size: Int) {}
            }
            """, body,
            diagnostics: [
                DiagnosticSpec(
                    message: "the method has no parameter 'context' that comes from the request", line: 4, column: 5),
                DiagnosticSpec(
                    message: "'item' is the body; let its type be 'Validatable'", line: 7, column: 5),
                DiagnosticSpec(
                    message: "'size' has rules already; list all in one '@Check'", line: 11, column: 5),
            ])
    }

    @Test func rulesHaveNoEffectWithoutHTTP() {
        Expansion.check(
            """
            @Functions
            struct Jobs {
                @Check("size", as: Int.self, .range(1...))
                func helper(size: Int) {}
            }
            """,
            """
            struct Jobs {
                func helper(size: Int) {}
            }

            extension Jobs: Meridian.FunctionGroup, Sendable {
                var functions: [Meridian.Function] {
                    Meridian.Group("") {
                    } .functions
                }
            }
            """,
            diagnostics: [
                DiagnosticSpec(
                    message: "'@Check' has no effect without '@HTTP': only requests have parameters", line: 3, column: 5
                )
            ])
    }
}
