import { expect } from 'chai'
import { FILE_PROBLEM_TEXTS, fileProblemText } from '../../../../gateway/console/set-up/file-problem-texts.ts'

describe('why a file could not be read', () => {
  it('is said in the words of the reader, by the name the system gives it', () => {
    expect(fileProblemText('en', 'ENOENT')).to.equal('there is no such file or folder')
    expect(fileProblemText('sv', 'ENOENT')).to.equal('det finns ingen sådan fil eller mapp')
    expect(fileProblemText('sv', null)).to.equal('ett okänt fel')
  })

  it('keeps that name where there are no words', () => {
    expect(fileProblemText('sv', 'EMFILE')).to.equal('EMFILE')
  })

  it('is said otherwise in each language', () => {
    const { en, sv } = FILE_PROBLEM_TEXTS
    for (const [code, english] of Object.entries(en)) expect(sv[code as keyof typeof sv], code).to.not.equal(english)
  })
})
