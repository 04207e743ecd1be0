// Test vectors of the W3C's Web Authentication Level 3, section 16 ("Test Vectors"): domain example.org, page
// https://example.org. Binary parts in hexadecimal, client data as it is.
#pragma once

#include <string_view>

namespace roster::test::webauthn_vectors {

struct Vector {
    std::string_view name;
    std::string_view create_client_data, attestation, id, aaguid;
    std::string_view get_client_data, authenticator_data, signature;
};

/// 16.2, ES256 with no attestation.
inline constexpr Vector none_es256{
    "none_es256",
    R"({"type":"webauthn.create","challenge":"AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA","origin":"https://example.org","crossOrigin":false,"extraData":"clientDataJSON may be extended with additional fields in the future, such as this: BkQeDjdcTBrXBiAwJTLE5Q"})",
    "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8"
    "edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3f"
    "b63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb2"
    "49c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220",
    "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4",
    "8446ccb9-ab1d-b374-750b-2367ff6f3a1f",
    R"({"type":"webauthn.get","challenge":"OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag","origin":"https://example.org","crossOrigin":false})",
    "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000",
    "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f5"
    "75bf11a1dd5d78c6e486013f937295ea13653e331e87"};

/// 16.3, ES256 with self attestation.
inline constexpr Vector packed_self_es256{
    "packed_self_es256",
    R"({"type":"webauthn.create","challenge":"eGnCt3LUtY66k3jPjynibPk1qnffDaifqZwL3Ap29-U","origin":"https://example.org","crossOrigin":false,"extraData":"clientDataJSON may be extended with additional fields in the future, such as this: U9hTXvKE2URkMnb_0xYHVg"})",
    "a363666d74667061636b65646761747453746d74a263616c672663736967584630440220067a20754ab925005dbf378097c9"
    "2120031581c73228d1fb4f5b881bcd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f220272178f473b6"
    "006d68617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55d00000000"
    "df850e09db6afbdfab51697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c"
    "a5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427"
    "a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2",
    "455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c",
    "df850e09-db6a-fbdf-ab51-697791506cfc",
    R"({"type":"webauthn.get","challenge":"RHihCxNSNI3RYME1Ow1Gm12xnrkcJ_ffpv7Tn-Jq8gs","origin":"https://example.org","crossOrigin":false,"extraData":"clientDataJSON may be extended with additional fields in the future, such as this: gTb53rz6EhSWomXGzimC1Q"})",
    "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50900000000",
    "304402203310b9431903c401f1be2bdc8d23a4007682dbbddcf846994947b7f465daf84002204e94dd00047b316061b3b997"
    "72b7efd95994a83ef584b3b6b825ea3550251b66"};

/// 16.11, Ed25519 with a maker's attestation.
inline constexpr Vector packed_eddsa{
    "packed_eddsa",
    R"({"type":"webauthn.create","challenge":"qKv52r3GsN9jRms5vanoo0o04YUzelnxxXmZBnbTs70","origin":"https://example.org","crossOrigin":false,"extraData":"clientDataJSON may be extended with additional fields in the future, such as this: B_DT5g7ZD_-9OTLYX5IvEQ"})",
    "a363666d74667061636b65646761747453746d74a363616c67266373696758483046022100d83f60bd80269537583218858a"
    "efb03ac57d45fa06e42feaae332d187f62da9f022100a02bd3cb6f7e1d283c93bad1f3f4b5a4c0494463da7fdbf256949116"
    "754d1f17637835638159022730820223308201c8a003020102021100b2cfc9ea33c8643b0e1a760463eaf164300a06082a86"
    "48ce3d0403023062311e301c06035504030c15576562417574686e207465737420766563746f7273310c300a060355040a0c"
    "0357334331253023060355040b0c1c41757468656e74696361746f72204174746573746174696f6e204341310b3009060355"
    "0406130241413020170d3234303130313030303030305a180f33303234303130313030303030305a305f311e301c06035504"
    "030c15576562417574686e207465737420766563746f7273310c300a060355040a0c0357334331223020060355040b0c1941"
    "757468656e74696361746f72204174746573746174696f6e310b30090603550406130241413059301306072a8648ce3d0201"
    "06082a8648ce3d03010703420004dd2b7a564b73b8c0b81c4c62e521925c4d1198ec9f583dbf1eebe364b65cd9c29a9bdf34"
    "6aaa81fb6b9507e5249a52fdaf8e39e26b0b7dc45992a7e233b70f70a360305e300c0603551d130101ff04023000300e0603"
    "551d0f0101ff040403020780301d0603551d0e041604140ae27546bc7eccb1b4b597bd354f0c0b1f1f8f8e301f0603551d23"
    "04183016801445aff715b0dd786741fee996ebc16547a3931b1e300a06082a8648ce3d0403020349003046022100a0d434ec"
    "b5fc3bfd7da5f41904517ad2836249f561bd834ba7a438a8ab7a4ce8022100fac845bb7a02513b58e9f319654dbe49b0f02b"
    "95835bac568c71f8a18cdde9ab6861757468446174615881bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0"
    "f01452b2e4b54100000000d5aa33581e8ca478e20fe713f5d32ff20020ce9f840ed96599580cd140fbc7bb3230633f50f610"
    "41aff73308ae71caa8a2bda401010327200621582044e06ddd331c36a8dc667bab52bcae63486c916aa5e339e6acebaa8493"
    "4bf832",
    "ce9f840ed96599580cd140fbc7bb3230633f50f61041aff73308ae71caa8a2bd",
    "d5aa3358-1e8c-a478-e20f-e713f5d32ff2",
    R"({"type":"webauthn.get","challenge":"iVlX4BxjOmmDSKLYoxpUt9sn6MHEOyCA15riGQJnv9I","origin":"https://example.org","crossOrigin":false})",
    "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50100000000",
    "f5c59c7e46c34f6f8cc197101ddf9934fa2595f68eb1913a637e8419eb9ba4cfdfc48f85393bc0d40b011f0d6fecb097d660"
    "7525713223a0dc0d453993dae00b"};

/// 16.5, asked for in a frame of another site: client data with a topOrigin.
inline constexpr std::string_view in_a_frame =
    R"({"type":"webauthn.create","challenge":"Th9MYZhpnjPBTxkhU_Sdfg6ONXfVrEFsXzrckqQfJ-U","origin":"https://example.org","crossOrigin":true,"topOrigin":"https://example.com"})";

inline constexpr Vector all[] = {none_es256, packed_self_es256, packed_eddsa};

}  // namespace roster::test::webauthn_vectors
