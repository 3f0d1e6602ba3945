import LambdaAPI
import MeridianCore
import Testing

@Suite struct FunctionReferenceTests {
    @Test(
        arguments: [
            ("shop", nil), ("shop:live", .alias("live")), ("shop:7", .version(7)), ("shop:$LATEST", .latest),
            ("function:shop", nil), ("000000000000:function:shop", nil), ("123456789012:function:shop:3", .version(3)),
            ("us-east-1:123456789012:function:shop", nil), ("arn:aws:lambda:us-east-1:123456789012:function:shop", nil),
            ("arn:aws-cn:lambda:cn-north-1:123456789012:function:shop:live", .alias("live")),
        ] as [(String, FunctionQualifier?)])
    func readsNamesOfAllForms(text: String, qualifier: FunctionQualifier?) throws {
        let reference = try FunctionReference(text)
        #expect(reference.name == "shop")
        #expect(reference.qualifier == qualifier)
    }

    @Test(arguments: [
        "", ":", "a b", "shop:", "shop:0", "shop:a b", "shop:live:more", "arn:aws:s3:::bucket", "arn:aws:lambda:x",
        "arn:aws:lambda:us-east-1:123456789012:function:", String(repeating: "a", count: 65),
    ])
    func refusesWhatIsNone(text: String) {
        let error = #expect(throws: MeridianError.self) { try FunctionReference(text) }
        #expect(error?.code == .lambdaParameterInvalid)
    }

    @Test func writesWhatItReads() throws {
        for qualifier in [nil, .latest, .version(12), .alias("live")] as [FunctionQualifier?] {
            let arn = FunctionARN(region: "eu-west-1", name: "shop", qualifier: qualifier)
            let reference = try FunctionReference(arn.description)
            #expect(reference.name == "shop")
            #expect(reference.qualifier == qualifier)
        }
    }
}
