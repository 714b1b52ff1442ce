/// The published demo keys: 2048-bit RSA, PKCS#8 DER in base64, where nothing else is said. They sign recorded
/// demonstrations and nothing else; that they are public is what makes two builds of a site equal, byte for byte.
enum DemoKeyMaterial {
    /// Signs access tokens of the authorization servers.
    static let authorization = """
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDVb41u9DfVw2VnSbgQLodadFaFbLHauCSR6AV5PjqQnYJoeHhD\
        8WsCqmQRT5+0vIcHLIiHkhNVqAqBbAGJg8Ev7Cw4igVW7D7kCpfMtYPCZjzFX9YIiF3NjI2kDP24OEqhPu2h68s1Gx2ys0hFlugr\
        Njv1nWez2B4GG5s5G8k/yarm7Et68m8KkfSmp7rf/SDXPA3hs/Y6/1TsApGT2XYTmQvkozDWbhnjV1B1CGDArio8mWxd7KIAy3H2\
        e8s1XsDVuU1XRtLCqqZxMs8nlME4tFjBJStBglTtsU7z2YDSXpKle17m/CjhFaFpkuE75ltXS6WGaRcIHR0zsNQinSaLAgMBAAEC\
        ggEAUJTAOh68IdmWpEth0cIvWghITjF+aIxTSj7mKiNDayv8e0LYbRZth2EbTKnaKxtug1fd6AlPgWxjIv/LCMcUneo1u9boMywY\
        hnI1Y5U4PKHq2b3YCfqqJ5ukMkaxV+bwzjX688IZQ2CMctZbN+LEnuPn+VBHQdAbbcTocsQ50/m4HAnJZ9qhNbHYibcVGUB7+L9B\
        0GdQ/fOAHUyVrk/aRFnx3Nns+UMt6+e6OrdTVjMawdMYmuWdBTTCzgdCVh1H/9N4ZvhMm+xv4b1yyQ172ffX9cOsTZlXdVMBsKEt\
        vOjb4E6+C/65JAlj3GsoK1Zbdl+zXEaoNRhPWVPwFENtOQKBgQDvrNNhvtJ1oLPlyMfin0lqKCNuccVTbvI/CFhSGGhJCHahlCKN\
        Y6hzzPbq8MZM9SeUnPoS9V+cmeKO66CRYF5Pmgfl1qNK35BIMgB/zBA4/rEfNbOgJaxO83ZtYqTYDQo42wnorZJBAcK2fVkCPjbw\
        r8VskSB800eQGEa7RplQTQKBgQDj+TIXavJtzobOB9UzRCbTLOp44+SQmFW8qhSOmhUeTuP7rtUbo9qGnOdPy4dImPATj2agRUxt\
        /CCPf2r0KodY6wnKeKJAkT37eooyZzd2jOPdnxBj70HaPzGsNvyenBp5tSTdMagDd/VQsQjKzNMCmpROf993zqs64MIJdkN+NwKB\
        gEyGVPOnltEB346lndSo4Sro5+8ymjt6eBRSGMkVi+6NqjsK7kFQqY9XyRrYh6g4ukuEF4CIIeABbkoNx7XDHDm0R4NGFdspKIs0\
        k946DI/2Gh2J6vFeNfb7WzuvvExTVYkzvqUxDjp9Umsr+IhzztzoclOovsO8PeQvLB5Ne1QdAoGBAJVoMPsF/UIX02Nd4M1LggJu\
        cnCuMpLNM4uFEBnxQ5vsah/9ke8ecM4+MJ6sLcpXaSf4mHK7V/7Q+WnyQN8qrC+LQoxuiS+1wKB6y+2ClefdKE2LvMsx97+YIO7T\
        zrYIapWPMUzCCXHUgXLTw4ZdvID9W+sihQtY6AGbYa+f0VX7AoGBAJU6WRqpr/0+OEo1cx/tVYD3KrnP/z8M+ZdLBLR7EB3YID2w\
        siMG2gKQXIrEobsZ4Pq0TVEhvxNNUJtLglCE39N6HmxSPRpv/NssmX0rth0X7nk1dq23h+dYnchSDo3IR+MbPvuXuQqI8IRs+15N\
        4uGIJZxu+MyVoNDOEfdB59NB
        """

    /// Signs client assertions (`private_key_jwt`).
    static let client = """
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDVpQhXtchTGWE8rux/px8oA7t1RLLdINAlmcK42GmjagVaKo5J\
        xnTGf2Gq7/JSozdS/XK5cjV6ds9gACYwm5YTMLiHOZ1E4qq7scGxJ/rPWTEpC+DV6153ctwBsonzDkzk1h+b2zB5YXY07qLKcmtj\
        KbARrkbrnELeraA7l1+msrSk7sTJ/8EG2LJx4mv3H/SrXC0RDhSKPrskVbXTfQuCMyVtfJTS6azS8MdB/2LG8F6lM2tr5J8GetpU\
        ntcbGu2G8/t4he9xq/vI037xXk3aIIufGam+Qm1DoLOQQipeKx0k7ljG66Q6ITgb/sChgAZUuG/Erc4o3g1nlTa9ue1FAgMBAAEC\
        ggEAEO8APsd7Rc7krKUmvKV37DmDgbN8w9cmeFx8GR+aG+g63V8zIPjYZ6VQDfbvy4oBSBQrpDQ/teG15SON41tppUK+1YUFCKE4\
        rCDWO97x275zjY/R9dKujaQuePn4QioXgSnRno5chLprXp2tjINOLLFwsa4RE/qyOCkl4qNIYxNw0w12LSXznGHXw1gwbJTdZ1o/\
        QmZ6VqMTqjYByI7VcB0cmEB4MtFldB4sm28luaiPo4FBM3zv3OMKvZGvMGKB00TkGZ0bknjawzSJx7+RMEPqAuZVnUw+t+ZStgcs\
        1pUgRVBQRrGr42FoOm6Zvr2jCVwreDFMRpv9XWx+RHtY0QKBgQD/hHQok+O90fafLrRD+rIP4CTc4THBUMtxvLa8fdvv0m5mGRYu\
        19F7Jl6L/zAKGRGq6eSzhjur9uI/kVcXVmKwsHJ1nsS7hPDemEZ7U6KnzR/Xw0q1GEEaB5f5dXHW2N31IO6M7XtRTdDBHqOGPXJ9\
        kEjKsArcK5WMYedRag7GmQKBgQDWDFUxdY4KVg2CzhYkZlLvzD5a7GFzeXLHbnzL6sc6ik+kFT2k07Z6MXTMaxxeIm878kNfhVq4\
        X6kulNW4bAA0eImWSUWK+qHen0ACpBkXlQsJ0TIQF67fwe8FPm0gWjSL9tx0vdF7KPeNmAO3s046oSOvBJTtBDHC3k8qJtDDjQKB\
        gQDkk5XiEuJhlal8nygtw990ajwvx9hdqixE89+44RJWCLYv6XM5tmE0PI/JxyAveFugvJmVq5hH7pRY72isfN/OVhoedEhjw7pC\
        NpCelKPmXo6E0rRLKoZahb6DL3gGDX0JY0tjkLKHeggsKn94gBGil+c2QqOEcAzZR1/KKglLyQKBgEFo1WPe04APGePeDGAlMLT8\
        yhVI5OK/uzZ8agB6h1U5TOsMXqEO3VVr5ZBOLwYJKcq81p/LBZUQDoggjUrlHg7qwsi9LVYyDuMT8SCdetl8/zmJxu2p/xN7lQoa\
        MIjRZ/tZfbbjBq/HLhcD3Cb30TETau8hzEy9mmM9Qh3UbLlFAoGBAKmKm+4feRnJIhj97DqYIfk7lRznou3v/00gJRWm8Z78bY2r\
        s1DqJmdRIZsR8HL0Aubs1GBVA9qh6YzxpyERqCOB/TEYymEwqOzEB/aoV8Rqhxj8MpRrX54kQgeEtGnL+6p63WOmbXOaOt2eou8q\
        lgh8+TCduO8215o/md5XwjsY
        """

    /// The key an authorization server rotates to, and that of anyone who has no business signing.
    static let second = """
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCnK5imLhQoJB7K4qlM1+Uo67D7fH7/UdxP0RWtJWC4sW3ah3Ix\
        jeYkP9MZ5NV5tySEAhGPmVtXQk7iDtaSVXHdIA4k80RN711cSiV7jNY098ARBjFzGlk7VMsmi87Yar+1yWR6mTZgwwBl85oLKJ5Y\
        6kqIW4ayBn32+uwP0Q6mssB8gSqwxNdgJ7/YF5aGsImz8z2KVspqNCp8urGSAaTtPgmCnK99bQkw3qbkD1YXXc9K5X1XfCAtx8tE\
        bHrMe80BO2539L7Rr3sHYJ9WI4z51AxMCUqAJMXhD0DzdiItro3DE9+L73xqIGTls7GnnweSrouM/MudpjxeWUZfdfZJAgMBAAEC\
        ggEAAo+caw9Rp7vF7P3D8jVsgU/7Ch9CIs8yPNbLKjfkX2/4atygVzoBSJThuwfSbWbs3Ejb1ANZbuDJLJVlnCBK+kQ/czl21mrQ\
        V1WbdWUW8wDIpHofz8+bhlkqM5D4vkAEZ9iJ/YbTWnAiVW2B8qHQqzQLqEMesSOAUoRNkYB2ZP9ZtMgPDrUMTL9SmF6w3Y4CVpIj\
        J4mKYRJFVJQeStsAppYE6ZnSNZ5DgjRKcV/dB/hlsAPUeT5ZoHx9jgtBRsPhvkUtSPGlJxdw16lAhPwZoZ7YvdJqc9ZZAqVWb5X8\
        JNl9yxdGnn7cRuR93ozX664gn5DuB/mAAV0V07hd0Yt4sQKBgQDRhSI1SGK5nRJwMnrm7yMf5tnPKFDpuxLN3D7sKGlme617S41O\
        r9ZIZl97A+2KpMWDVIYum7yQdrNoneZmvC8pzmh5eqFEYmeIjeSz+e1HfWR272tOu9krk1DJpb36ulwhnqaWwluTkAnrRoFBI9Dy\
        nnvFm/ngP7py7iDWZYDR+wKBgQDMQWAFBWyRkz5Gi8k/VpCAF26qIZc81LOeMfZzD4LzlZnc2IfG8CVBLoAGu9jEWcCrutR5S9tj\
        Iqa7wdrnsSbFU7yh1dJvBxkMM5huXA3T1hEmBR5sZ0dOk4UTHa0A/Z04/2/odpZDLYZ42KQKY6pOqFQF90AepxPFJz8vO+xpiwKB\
        gAPGj2hAZq8LmpJ1Bmv08UAY6+Hkyxh7K4qUJnog/E1Be03WfbRmTMk/NwdDedtevsRwGH7shYhg6zi+Z7GAQKVTN+TAhflygIUg\
        cXeg0FrScqYGCHwBvJchb3pCx1qmUxS0BDKBTB8roFIiEiA3YgONQZO9DNKys0xw6ByU9a5TAoGBAIfDmHgd79kfPtCTT3P7LNcH\
        PDZ3V1hGpREscnxuPgN8V6X0guNXcdvOdaiEKYPxiGBdMadiJXPSb3LzWnaQSI32p7YGMvY7iImUregE5ef9LK7RzjQNvdbbtSNM\
        oVa8PEnLd23TjPMgCna+wOJq9qOLvTWt73+wXDK6cIQL14sbAoGAG+FT4YJO6Mt+fLlTeZQdwhSQ+BeFvqyHztIm1fTr/hqsSp58\
        6vGy/rAlMaP/h8D7gl6rru3Ho7xIz7gzoEzBjO2K1/gLzNNd0c1KpzmnN52KTmr3mfZcXIH2BK1fifKqtu+K2G5lMLSHCpLaFumA\
        wcw2alO8Jdb7jFppTGIyiTc=
        """

    /// Signs the proofs of a client whose tokens are bound to a key (DPoP): 32 bytes, P-256.
    static let proof = "7d3875f054883fbdfa4a4a3097d185e883fcfad8cd30c23cc992ae3bc074e2a8"

    /// Signs the proofs of somebody else.
    static let otherProof = "d79bbd9153b26a313afcbad607763b8591bebdceaa1e97ba9685510bc5ca0605"

    /// Signs what an identity provider or a platform says about people and programs.
    static let identity = """
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCb7lyV9izZnMkQfV7gQC0F9oHNmyHAL3/7QK6tZ8enEJLv1ei2\
        BNsINWlSmAHkxz1gw/M9o8hhc9EHusNZfGIknpec1dkSlToKt5bUPxVAq+Jtj07ihpKqvOMLpDa//VjzuL4TnGo/6YaCbBPYvjKJ\
        NAYl7oZsCwpUONsx/nknYVKTmSSVfxuQOsO0W+WjvVsavUkBmclZKitAHX34ODKwvfqXeJJc4r1G/TfysQTgalBnULEuaDg46bEG\
        QlEg1UZ1W0iNcopfnfnAWGmzrJ/1uJ+/Jpsen5QqqPcX78YAt5Cz+n9VFcuDDJP9UXAlP9NXH1uxmB+nlqCEIZSDSz23AgMBAAEC\
        ggEAO1d6OsPmC6cESdc8fSFPQR6wBXxNWuN41DiogWumaqj/EnEYz/SHGtegzoL07Yj5jdLkxgeHoba+zS9BWtPgUcldL52er9jE\
        rwFxUDL1tpfzYviP79uBA6NA0NRc1bHn4VDkXXhAYzRPMWFKKEkx2E9JK7RbydBlzOmaWatbliV2Wsyx4lwbjXF2yK/+pvcu+Oui\
        qhwwQUJi4laNb0OqHX+2BRiNzMRxe1mQa68U9R5hes0iL2W6eX6Akr7n2AMAzQ8oVL+wyk9usjVuOZRtKjU7cTdFM4DkjPYCfYUA\
        eT0vPbkocf8jUBsEYawLI/nr9rWwgP+rv9MNA07PA1k32QKBgQDQ+id3VfvXQ7M/4WraaO5cgLuK+2j6x94utwV2btvYK/+U2Vep\
        MlTX6adjl7+78Ui70aNxD9Kx0/h0uzktwivLLDizzdkgF/qRkFbuCIaF7ZOGocmU0tIHy/YazWR4gNXTHr19nAir5dSDbgfKcAdw\
        Mrv3jCwHtDWn3DHOf8hNIwKBgQC/BI+cR+DQ2gBAK8Ka42EtoZX44cERGx5EpP9wTi0dHcO6wMK08uYvrgBXVZ7YqXbj92An8RgL\
        0RDegaBNuIbh/8bwJFzpi8J6Cmq6XMEYFdqVW8h3WTziQI6iKNI1Q2NSSr8qZfy31H+sVTAUvv289Tep1UxETB10dZpKLJtoXQKB\
        gQCA38Q28++7cSS54GnlB5D3uuvtad3zyg5bAMN9piAtz/Rt9xr4XPG1tYJlCNBVNxeDvGTu9LMat34hftRkQ7p+MWdGe0vLXv5H\
        hpwVb2yGa1zvShbmkJy18jJzlPbA2bMD35E8RV2TpMjJxLFJRo1Pw/nnT6pXlesA+eo9TtBXwQKBgQCseYrOWtx02BKX3qtlvV+W\
        mytWQUlZj7nh03XNytjTTHfZ3YkxZ41OifdG5El8am+uYUQSbJAAw3JO5o5+/tnToGbZmIvIWOht15AM3AmCHOF0MR6uHQZraE0h\
        wGglrcY1nMZFmzb4KchqK7UxVk632la7Y5vsoymJaVK6HNLqBQKBgFL+nt0k7/H747JtsNRY3ljllMwjljYgmsVQrOccs72om6xW\
        QtGsjbmI/iPI7pcfdXbwV5o+RB8razTjMM/l91pFaUPTp0jsDC31vZeDEo/0yIXifPHrSqxLmV6FVGe2YNhlUJ9UsrvZa7HoISnP\
        sA6+RzcLgLv3Lt+nn6juIZ1V
        """
}
