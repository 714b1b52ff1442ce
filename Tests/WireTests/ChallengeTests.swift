import Testing
import Wire

/// `WWW-Authenticate` (RFC 9110 section 11.6.1).
@Suite struct ChallengeTests {
    /// RFC 6750 section 3.
    @Test func rfc6750Examples() {
        #expect(Challenge.parse(#"Bearer realm="example""#) == [Challenge(["realm": "example"])])
        let expired = #"Bearer realm="example", error="invalid_token", error_description="The access token expired""#
        #expect(
            Challenge.parse(expired) == [
                Challenge([
                    "realm": "example", "error": "invalid_token", "error_description": "The access token expired",
                ])
            ])
    }

    /// RFC 9728 section 5.1.
    @Test func rfc9728Example() {
        let header = #"Bearer resource_metadata="https://resource.example.com/.well-known/oauth-protected-resource""#
        let challenge = Challenge.parse(header)
        #expect(challenge.count == 1)
        #expect(
            challenge.first?["resource_metadata"]
                == "https://resource.example.com/.well-known/oauth-protected-resource")
    }

    /// RFC 9110 section 11.6.1: a comma separates challenges as well as parameters.
    @Test func rfc9110ExampleWithTwoChallenges() {
        let header = #"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#
        #expect(
            Challenge.parse(header) == [
                Challenge(scheme: "Basic", ["realm": "simple"]),
                Challenge(scheme: "Newauth", ["realm": "apps", "type": "1", "title": #"Login to "apps""#]),
            ])
    }

    @Test func aSchemeWithoutParametersIsAChallenge() {
        #expect(Challenge.parse("Bearer") == [Challenge([:])])
        #expect(Challenge.parse("Negotiate, Bearer scope=\"a\"").map(\.scheme) == ["Negotiate", "Bearer"])
    }

    /// The token68 form of RFC 9110 section 11.2 is neither a scheme nor a parameter.
    @Test(arguments: [
        "Negotiate YWJj==, Bearer realm=\"x\"", "Negotiate YWJj, Bearer realm=\"x\"", "Negotiate, Bearer realm=x",
    ])
    func token68DoesNotHideTheNextChallenge(header: String) {
        #expect(
            Challenge.parse(header) == [Challenge(scheme: "Negotiate", [:]), Challenge(["realm": "x"])])
    }

    /// RFC 9110 section 11.2 allows space around the sign, and recipients must read over it.
    @Test func spaceAroundTheEqualsSignIsReadOver() {
        #expect(
            Challenge.parse("Bearer realm = \"a\" ,\terror\t=\tinvalid_token") == [
                Challenge(["realm": "a", "error": "invalid_token"])
            ])
    }

    @Test func quotedPairsCommasAndSignsInsideQuotes() {
        let challenge = Challenge.parse(#"Bearer a="x, y=\"z\"\\", b="""#).first
        #expect(challenge?["a"] == #"x, y="z"\"#)
        #expect(challenge?["b"]?.isEmpty == true)
    }

    @Test func parameterNamesAreComparedWithoutCase() {
        let challenge = Challenge.parse("bearer Error=invalid_token").first
        #expect(challenge?.scheme == "bearer")
        #expect(challenge?["ERROR"] == "invalid_token")
        #expect(challenge?["scope"] == nil)
    }

    @Test func theFirstOfRepeatedParametersCountsAndBothAreKept() {
        let challenge = Challenge.parse(#"Bearer scope="a", scope="b""#).first
        #expect(challenge?["scope"] == "a")
        #expect(challenge?.parameters.all("scope") == ["a", "b"])
    }

    @Test(arguments: ["", "   ", ",,,", "=", "\"quoted\"", "= = =", "realm=\"x\"", "realm=x"])
    func aTextThatIsNoChallengeGivesNone(header: String) {
        #expect(Challenge.parse(header).isEmpty)
    }

    @Test func anUnquotedEmptyValueDoesNotSwallowTheNextParameter() {
        #expect(Challenge.parse("Bearer a=\"1\", b=, c=\"2\"").first?.parameters == ["a": "1", "b": "", "c": "2"])
    }

    @Test(arguments: [
        (#"Bearer error="unterminated"#, "unterminated"), (#"Bearer error="ends in backslash\"#, "ends in backslash\\"),
        ("Bearer error=\"</script><b>\"", "</script><b>"), ("Bearer error=\"\u{301}mark\"", "\u{301}mark"),
        ("Bearer error=\"a\"b\"c\"", "a"),
    ])
    func hostileTextIsReadAsText(header: String, error: String) {
        #expect(Challenge.parse(header).first?["error"] == error)
    }

    @Test(arguments: ["", "a", "a b", "\"", "\\", "\\\"", "a, b=\"c\"", "é😀", "\"\u{301}, error=\"none", "x=y==", "\t"])
    func anyValueSurvivesTheRoundTrip(value: String) {
        let challenge = Challenge(["error": "invalid_token", "error_description": value, "scope": "a b"])
        #expect(Challenge.parse(challenge.headerValue) == [challenge])
        #expect(Challenge.parse(challenge.headerValue + ", " + challenge.headerValue) == [challenge, challenge])
    }

    @Test func everyParameterIsWrittenQuoted() {
        let challenge = Challenge(scheme: "DPoP", ["algs": "RS256", "error": "say \"no\""])
        #expect(challenge.headerValue == #"DPoP algs="RS256", error="say \"no\"""#)
        #expect(Challenge([:]).headerValue == "Bearer")
    }
}
