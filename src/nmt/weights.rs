//! Named tensors of a model file, handed out one by one and accounted for at the end.
//!
//! In: `model.safetensors`, whole or in shards, `pytorch_model.bin` or a GGUF file. Out: f32 tensors on a device. What is
//! missing, left over or wrongly shaped is listed by name, all of it in one error.

mod stored;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use candle_core::quantized::gguf_file;
use candle_core::{DType, Device, Tensor, pickle};
use safetensors::SafeTensorError;
use safetensors::tensor::{Metadata, TensorInfo};

use crate::nmt::Error;
use crate::nmt::int8::rows::Int8Rows;
use crate::nmt::weights::stored::{Stored, Waiting};

/// One thing wrong with the tensors of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum TensorProblem {
    /// The model needs it and the file has it not.
    Missing {
        /// Its name.
        name: String,
        /// The shape it should have.
        expected: Vec<usize>,
    },
    /// It is there, but not as the configuration says.
    Shape {
        /// Its name.
        name: String,
        /// The shape the configuration asks for.
        expected: Vec<usize>,
        /// The shape in the file.
        got: Vec<usize>,
    },
    /// The file has it and the model does not use it.
    Unused {
        /// Its name.
        name: String,
        /// The shape in the file.
        got: Vec<usize>,
    },
}

impl fmt::Display for TensorProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name, expected } => write!(f, "missing: {name} {expected:?}"),
            Self::Shape { name, expected, got } => {
                write!(f, "wrong shape: {name} is {got:?}, the configuration asks for {expected:?}")
            }
            Self::Unused { name, got } => write!(f, "unused: {name} {got:?}"),
        }
    }
}

/// The tensors of one file.
#[derive(Debug)]
pub struct Weights {
    file: String,
    device: Device,
    tensors: BTreeMap<String, Stored>,
    // What was handed out or is known to repeat something handed out.
    used: Vec<String>,
    problems: Vec<TensorProblem>,
}

impl Weights {
    /// Reads a `safetensors` file in memory.
    ///
    /// # Errors
    /// When the bytes are cut short or are no such file.
    pub fn safetensors(file: &str, bytes: &[u8], device: &Device) -> Result<Self, Error> {
        let damaged = |source| Error::Damaged { file: file.to_owned(), source };
        let (header, metadata) =
            safetensors::SafeTensors::read_metadata(bytes).map_err(|e| damaged(e.into()))?;
        let data = &bytes[LENGTH + header..];
        let bytes = |info: &TensorInfo| Ok(Numbers::Here(place(data, info).to_vec()));
        Self::listed(file, device, (&metadata, bytes), |info| in_memory(data, info, device))
    }

    /// Reads a `safetensors` file that lies in the program: tables of bytes are left where they are.
    ///
    /// # Errors
    /// When the bytes are cut short or are no such file.
    pub fn safetensors_in_program(
        file: &str,
        bytes: &'static [u8],
        device: &Device,
    ) -> Result<Self, Error> {
        let damaged = |source| Error::Damaged { file: file.to_owned(), source };
        let (header, metadata) =
            safetensors::SafeTensors::read_metadata(bytes).map_err(|e| damaged(e.into()))?;
        let data = &bytes[LENGTH + header..];
        let bytes = |info: &TensorInfo| Ok(Numbers::Program(place(data, info)));
        Self::listed(file, device, (&metadata, bytes), |info| in_memory(data, info, device))
    }

    /// Opens a `safetensors` file. Its numbers are read one tensor at a time as they are taken.
    ///
    /// # Errors
    /// When it cannot be read, is cut short or is no such file.
    pub fn safetensors_file(path: &Path, device: &Device) -> Result<Self, Error> {
        let file = path.display().to_string();
        let io = |source| Error::Read { path: path.to_owned(), source };
        let damaged =
            |source: SafeTensorError| Error::Damaged { file: file.clone(), source: source.into() };
        let open = Arc::new(File::open(path).map_err(io)?);
        let length = open.metadata().map_err(io)?.len();
        let mut start = [0; LENGTH];
        if length < LENGTH as u64 {
            return Err(damaged(SafeTensorError::HeaderTooSmall));
        }
        stored::read_at(&open, 0, &mut start).map_err(io)?;
        let header = u64::from_le_bytes(start);
        let data = header.saturating_add(LENGTH as u64);
        if data > length {
            return Err(damaged(SafeTensorError::InvalidHeaderLength));
        }
        let mut header =
            vec![0; usize::try_from(header).map_err(|_| damaged(SafeTensorError::HeaderTooLarge))?];
        stored::read_at(&open, LENGTH as u64, &mut header).map_err(io)?;
        let metadata: Metadata = serde_json::from_slice(&header)
            .map_err(|e| damaged(SafeTensorError::InvalidHeaderDeserialization(e)))?;
        if data + metadata.data_len() as u64 != length {
            return Err(damaged(SafeTensorError::MetadataIncompleteBuffer));
        }
        let place = |info: &TensorInfo| {
            data + info.data_offsets.0 as u64..data + info.data_offsets.1 as u64
        };
        let bytes = |info: &TensorInfo| {
            let mut bytes = vec![0; info.data_offsets.1 - info.data_offsets.0];
            stored::read_at(&open, place(info).start, &mut bytes)?;
            Ok(Numbers::Here(bytes))
        };
        Self::listed(&file, device, (&metadata, bytes), |info| {
            let (file, place, info) = (Arc::clone(&open), place(info), info.clone());
            Ok(Stored::Waiting(Waiting { file, place, info }))
        })
    }

    /// All tensors of a header: tables of bytes are read at once, the others are what `stored` makes
    /// of them.
    fn listed(
        file: &str,
        device: &Device,
        (metadata, bytes): (&Metadata, impl Fn(&TensorInfo) -> candle_core::Result<Numbers>),
        stored: impl Fn(&TensorInfo) -> candle_core::Result<Stored>,
    ) -> Result<Self, Error> {
        let damaged = |source| Error::Damaged { file: file.to_owned(), source };
        let mut weights = Self::of(file, device, BTreeMap::new());
        for name in metadata.offset_keys() {
            let Some(info) = metadata.info(&name) else { continue };
            let stored = if info.dtype == safetensors::Dtype::I8 {
                let scales = metadata.info(&format!("{name}{SCALES}"));
                let fit = scales.filter(|scales| are_scales(info, scales));
                let odd = || Error::Int8 { file: file.to_owned(), tensor: name.clone() };
                let scales = bytes(fit.ok_or_else(odd)?).map_err(damaged)?;
                let rows = rows(info, bytes(info).map_err(damaged)?, &scales);
                Stored::Bytes(rows.ok_or_else(odd)?)
            } else if is_scales(metadata, &name) {
                continue;
            } else {
                stored(info).map_err(damaged)?
            };
            weights.tensors.insert(name, stored);
        }
        Ok(weights)
    }

    /// Reads a GGUF file whose tensors keep the names of the original; quantised ones are expanded.
    ///
    /// # Errors
    /// When the bytes are cut short or are no such file.
    pub fn gguf(file: &str, bytes: &[u8], device: &Device) -> Result<Self, Error> {
        let damaged = |source| Error::Damaged { file: file.to_owned(), source };
        let mut reader = Cursor::new(bytes);
        let content = gguf_file::Content::read(&mut reader).map_err(damaged)?;
        let mut names: Vec<&String> = content.tensor_infos.keys().collect();
        names.sort_unstable();
        let mut tensors = BTreeMap::new();
        for name in names {
            let tensor = content.tensor(&mut reader, name, device).map_err(damaged)?;
            tensors.insert(name.clone(), tensor.dequantize(device).map_err(damaged)?);
        }
        Ok(Self::of(file, device, tensors))
    }

    /// Reads a `PyTorch` checkpoint (the zip format, since 2020) without running anything in it.
    ///
    /// # Errors
    /// When the file cannot be read, is cut short or is no such file.
    pub fn pytorch(path: &Path, device: &Device) -> Result<Self, Error> {
        let file = path.display().to_string();
        let damaged = |source| Error::Damaged { file: file.clone(), source };
        let mut tensors = BTreeMap::new();
        for (name, tensor) in pickle::read_all(path).map_err(damaged)? {
            tensors.insert(name, float(&tensor, device).map_err(damaged)?);
        }
        Ok(Self::of(&file, device, tensors))
    }

    /// Tensors already in memory; `file` names them in errors.
    #[must_use]
    pub fn of(file: &str, device: &Device, tensors: BTreeMap<String, Tensor>) -> Self {
        Self {
            file: file.to_owned(),
            device: device.clone(),
            tensors: tensors.into_iter().map(|(name, t)| (name, Stored::Floats(t))).collect(),
            used: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Takes in the tensors of another file of the same model.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.tensors.extend(other.tensors);
    }

    /// The tensor of that name and shape. A missing or wrongly shaped one is noted for
    /// [`Weights::finish`], and zeros stand in for it until then.
    ///
    /// # Errors
    /// When the device cannot hold it.
    pub fn take(&mut self, name: &str, shape: &[usize]) -> Result<Tensor, Error> {
        if let Some(tensor) = self.take_any(&[name], shape)? {
            return Ok(tensor);
        }
        self.miss(name, shape);
        Ok(Tensor::zeros(shape, DType::F32, &self.device)?)
    }

    /// The first of `names` that is there; the others are copies of it and count as used.
    ///
    /// # Errors
    /// When the device cannot hold it.
    pub fn take_any(&mut self, names: &[&str], shape: &[usize]) -> Result<Option<Tensor>, Error> {
        match self.find(names, shape) {
            Found::Nothing => Ok(None),
            Found::Misfit => Ok(Some(Tensor::zeros(shape, DType::F32, &self.device)?)),
            Found::Fit(name) => {
                self.tensors[&name].floats(&self.device).map(Some).map_err(|e| self.damaged(e))
            }
        }
    }

    /// The same as rows of bytes: as the file has them, or quantised now. One that is missing or
    /// wrongly shaped is noted for [`Weights::finish`], as in [`Weights::take`].
    ///
    /// # Errors
    /// When its numbers cannot be read.
    pub fn take_rows(&mut self, names: &[&str], shape: [usize; 2]) -> Result<Int8Rows, Error> {
        let [rows, width] = shape;
        let none = || Int8Rows::quantise(&vec![0.0; rows * width], width);
        match self.find(names, &shape) {
            Found::Nothing => {
                self.miss(names[0], &shape);
                Ok(none())
            }
            Found::Misfit => Ok(none()),
            Found::Fit(name) => self.tensors[&name].rows(width).map_err(|e| self.damaged(e)),
        }
    }

    /// The same as plain numbers, row by row.
    ///
    /// # Errors
    /// When its numbers cannot be read.
    pub fn take_floats(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, Error> {
        Ok(self.take(name, shape)?.flatten_all()?.to_vec1()?)
    }

    fn find(&mut self, names: &[&str], shape: &[usize]) -> Found {
        let mut found = Found::Nothing;
        for name in names {
            let Some(tensor) = self.tensors.get(*name) else { continue };
            self.used.push((*name).to_owned());
            let got = tensor.dims();
            if got != shape {
                let (name, expected) = ((*name).to_owned(), shape.to_vec());
                self.problems.push(TensorProblem::Shape { name, expected, got });
                if matches!(found, Found::Nothing) {
                    found = Found::Misfit;
                }
            } else if matches!(found, Found::Nothing) {
                found = Found::Fit((*name).to_owned());
            }
        }
        found
    }

    fn damaged(&self, source: candle_core::Error) -> Error {
        Error::Damaged { file: self.file.clone(), source }
    }

    fn miss(&mut self, name: &str, shape: &[usize]) {
        let expected = shape.to_vec();
        self.problems.push(TensorProblem::Missing { name: name.to_owned(), expected });
    }

    /// Where the tensors live.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Checks that everything was there, well shaped, and used.
    ///
    /// # Errors
    /// With every problem at once.
    pub fn finish(mut self) -> Result<(), Error> {
        self.used.sort_unstable();
        for (name, tensor) in &self.tensors {
            if self.used.binary_search(name).is_err() {
                let got = tensor.dims();
                self.problems.push(TensorProblem::Unused { name: name.clone(), got });
            }
        }
        if self.problems.is_empty() {
            return Ok(());
        }
        self.problems.sort_unstable();
        Err(Error::Tensors { file: self.file, problems: self.problems })
    }
}

/// What is put after the name of a tensor of bytes to name its scales, one a row.
pub(crate) const SCALES: &str = ".scale";

/// The bytes before the header of a `safetensors` file: its length.
const LENGTH: usize = 8;

/// Whether a tensor holds the scales of another.
fn is_scales(metadata: &Metadata, name: &str) -> bool {
    let of = name.strip_suffix(SCALES).and_then(|of| metadata.info(of));
    of.is_some_and(|of| of.dtype == safetensors::Dtype::I8)
}

/// Whether `scales` has one number for each row of a table.
fn are_scales(table: &TensorInfo, scales: &TensorInfo) -> bool {
    let rows = table.shape.first().copied();
    scales.dtype == safetensors::Dtype::F32 && rows.is_some_and(|n| scales.shape == [n])
}

/// The bytes of one tensor.
enum Numbers {
    Here(Vec<u8>),
    Program(&'static [u8]),
}

/// Rows of bytes with their scales.
fn rows(table: &TensorInfo, bytes: Numbers, scales: &Numbers) -> Option<Int8Rows> {
    let &[_, width] = &table.shape[..] else { return None };
    let scales = match scales {
        Numbers::Here(bytes) => &bytes[..],
        Numbers::Program(bytes) => bytes,
    };
    let scales = scales.as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
    match bytes {
        Numbers::Here(bytes) => Int8Rows::of(width, bytes, scales),
        Numbers::Program(bytes) => Int8Rows::in_program(width, bytes, scales),
    }
}

/// Where a tensor is in the data of a file whose header was checked.
fn place<'d>(data: &'d [u8], info: &TensorInfo) -> &'d [u8] {
    &data[info.data_offsets.0..info.data_offsets.1]
}

/// The numbers of a tensor in memory.
fn in_memory(data: &[u8], info: &TensorInfo, device: &Device) -> candle_core::Result<Stored> {
    let dtype = DType::try_from(info.dtype)?;
    let floats = stored::floats(place(data, info), dtype, device)?;
    Ok(Stored::Floats(floats.reshape(&info.shape[..])?))
}

/// What a look through the file gives.
enum Found {
    Nothing,
    // Only under a wrong shape.
    Misfit,
    // Under this name.
    Fit(String),
}

fn float(tensor: &Tensor, device: &Device) -> candle_core::Result<Tensor> {
    tensor.to_dtype(DType::F32)?.to_device(device)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights() -> Weights {
        let ones = |dims: &[usize]| Tensor::ones(dims, DType::F32, &Device::Cpu).unwrap();
        let named = [("a", ones(&[2, 3])), ("b", ones(&[4])), ("c", ones(&[1]))];
        let tensors = named.into_iter().map(|(n, t)| (n.to_owned(), t)).collect();
        Weights::of("model.safetensors", &Device::Cpu, tensors)
    }

    #[test]
    fn every_problem_is_listed_at_once() {
        let mut weights = weights();
        assert_eq!(weights.take("a", &[2, 3]).unwrap().dims(), [2, 3]);
        assert_eq!(weights.take("b", &[5]).unwrap().dims(), [5]);
        assert_eq!(weights.take("d", &[7]).unwrap().dims(), [7]);
        let text = weights.finish().unwrap_err().to_string();
        for part in ["model.safetensors", "missing: d [7]", "b is [4]", "[5]", "unused: c [1]"] {
            assert!(text.contains(part), "{part} not in: {text}");
        }
    }

    #[test]
    fn copies_under_other_names_count_as_used() {
        let mut weights = weights();
        assert!(weights.take_any(&["x", "a"], &[2, 3]).unwrap().is_some());
        assert!(weights.take_any(&["b"], &[4]).unwrap().is_some());
        assert!(weights.take_any(&["c"], &[1]).unwrap().is_some());
        assert!(weights.take_any(&["y"], &[1]).unwrap().is_none());
        assert!(weights.finish().is_ok());
    }

    #[test]
    fn a_cut_file_is_an_error_and_names_itself() {
        let tensor = Tensor::ones((2, 2), DType::F16, &Device::Cpu).unwrap();
        let bytes = safetensors::serialize([("a", &tensor)], None).unwrap();
        assert!(Weights::safetensors("m", &bytes, &Device::Cpu).is_ok());
        for len in [0, 4, 20, bytes.len() - 1] {
            let error = Weights::safetensors("m.safetensors", &bytes[..len], &Device::Cpu);
            let text = error.unwrap_err().to_string();
            assert!(text.contains("m.safetensors"), "{text}");
        }
        assert!(Weights::gguf("m.gguf", &bytes, &Device::Cpu).is_err());
    }

    #[test]
    fn a_file_gives_what_its_bytes_give_and_says_when_it_is_cut() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.safetensors");
        // More than one piece of a tensor is read.
        let numbers = Tensor::randn(0f32, 1.0, (700, 500), &Device::Cpu).unwrap();
        let half = numbers.to_dtype(DType::F16).unwrap();
        let one = Tensor::ones((), DType::F32, &Device::Cpu).unwrap();
        let none = Tensor::ones((0, 3), DType::F32, &Device::Cpu).unwrap();
        let all = [("a", &numbers), ("b", &half), ("c", &one), ("d", &none)];
        let bytes = safetensors::serialize(all, None).unwrap();
        std::fs::write(&path, &bytes).unwrap();
        let mut of_file = Weights::safetensors_file(&path, &Device::Cpu).unwrap();
        let mut of_bytes = Weights::safetensors("m", &bytes, &Device::Cpu).unwrap();
        for (name, tensor) in all {
            let floats = of_file.take_floats(name, tensor.dims()).unwrap();
            assert_eq!(floats, of_bytes.take_floats(name, tensor.dims()).unwrap(), "{name}");
        }
        for name in ["a", "b"] {
            let rows = of_file.take_rows(&[name], [700, 500]).unwrap();
            assert_eq!(rows, of_bytes.take_rows(&[name], [700, 500]).unwrap(), "{name}");
        }
        of_file.finish().unwrap();
        for len in [0, 4, 20, bytes.len() - 1] {
            std::fs::write(&path, &bytes[..len]).unwrap();
            let text = Weights::safetensors_file(&path, &Device::Cpu).unwrap_err().to_string();
            assert!(text.contains("m.safetensors"), "{text}");
        }
    }

    /// A file of one table of bytes, 2 × 3, and its scales.
    fn bytes_file(scales: &[f32]) -> Vec<u8> {
        use safetensors::tensor::{Dtype, TensorView};
        let (table, scales) = ([1u8, 255, 127, 0, 129, 2], scales.to_vec());
        let floats: Vec<u8> = scales.iter().flat_map(|s| s.to_le_bytes()).collect();
        let table = TensorView::new(Dtype::I8, vec![2, 3], &table).unwrap();
        let scales = TensorView::new(Dtype::F32, vec![scales.len()], &floats).unwrap();
        safetensors::serialize([("a", table), ("a.scale", scales)], None).unwrap()
    }

    #[test]
    fn tables_of_bytes_are_read_as_bytes_and_as_floats() {
        let bytes = bytes_file(&[0.5, 2.0]);
        let mut weights = Weights::safetensors("m", &bytes, &Device::Cpu).unwrap();
        let rows = weights.take_rows(&["a"], [2, 3]).unwrap();
        assert_eq!((rows.bytes(), rows.scales()), (&[1, 255, 127, 0, 129, 2][..], &[0.5, 2.0][..]));
        let floats = weights.take_floats("a", &[2, 3]).unwrap();
        assert_eq!(floats, [0.5, -0.5, 63.5, 0.0, -254.0, 4.0]);
        assert!(weights.finish().is_ok(), "the scales count as used");
    }

    #[test]
    fn scales_that_do_not_fit_their_table_are_named() {
        let error = Weights::safetensors("m", &bytes_file(&[1.0; 3]), &Device::Cpu).unwrap_err();
        assert!(error.to_string().contains("`a`"), "{error}");
    }
}
